"""What capture sees, what it refuses and by which name, and that the model is left alone."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

import motiflens
from attribution.networks import (
    ConvPoolDense,
    Folded,
    Plain,
    Smooth,
    Twin,
    WithControl,
    one_hot,
    settle,
)
from motiflens.attribution.capture import capture
from motiflens.attribution.operations import BatchNorm
from motiflens.errors import CaptureError, UnsupportedOperationError


@pytest.mark.parametrize("build", [ConvPoolDense, Plain, Twin, Smooth, Folded])
def test_the_program_computes_what_the_model_does(build: type[nn.Module]) -> None:
    model, x = settle(build()), one_hot(5, 30)
    program = capture(model, x, target=0)
    torch.testing.assert_close(program.output_of(x), model.eval()(x)[:, 0], rtol=1e-12, atol=1e-12)


def test_further_inputs_are_inputs_of_the_program() -> None:
    model, x, track = settle(WithControl()), one_hot(5, 30), torch.rand(5, 1, 30).double()
    program = capture(model, x, [track], target=1)
    torch.testing.assert_close(program.output_of(x, track), model(x, track)[:, 1])


def test_batch_norm_after_a_layer_is_folded_and_elsewhere_is_not() -> None:
    norm = [
        type(s.operation) for s in capture(settle(ConvPoolDense()), one_hot(1, 30), target=0).steps
    ]
    assert BatchNorm not in norm
    before = settle(
        nn.Sequential(nn.BatchNorm1d(4), nn.Conv1d(4, 2, 3), nn.Flatten(), nn.Linear(56, 1))
    )
    x = one_hot(3, 30)
    program = capture(before, x)
    assert BatchNorm in [type(step.operation) for step in program.steps]
    torch.testing.assert_close(program.output_of(x), before.eval()(x)[:, 0])


def test_a_batch_norm_that_is_not_the_only_reader_is_not_folded() -> None:
    class Branching(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv, self.norm = nn.Conv1d(4, 3, 3), nn.BatchNorm1d(3)

        def forward(self, x: Tensor) -> Tensor:
            h = self.conv(x)
            return (self.norm(h) + h).sum((1, 2))

    model, x = settle(Branching()), one_hot(3, 12)
    program = capture(model, x)
    assert BatchNorm in [type(step.operation) for step in program.steps]
    torch.testing.assert_close(program.output_of(x), model.eval()(x))


@pytest.mark.parametrize("method", ["deeplift", "lrp-epsilon", "gradient-x-input"])
def test_spelling_does_not_change_the_attribution(method: str) -> None:
    plain, twin, x = settle(Plain()), settle(Twin()), one_hot(6, 30)
    twin.load_state_dict(plain.state_dict())
    found = motiflens.explain(plain, x, method=method)
    other = motiflens.explain(twin, x, method=method)
    assert found.scores.abs().max() > 1e-3
    for name in ("scores", "contributions", "hypothetical"):
        torch.testing.assert_close(getattr(found, name), getattr(other, name), rtol=0, atol=1e-12)


class _Median(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.sort(-1).values[..., 2]


class _Ordered(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.middle = nn.Conv1d(4, 3, 3), _Median()

    def forward(self, x: Tensor) -> Tensor:
        return self.middle(self.conv(x)).sum(1)


def test_what_is_refused_is_named_with_module_and_line() -> None:
    with pytest.raises(UnsupportedOperationError, match="sort") as caught:
        motiflens.explain(_Ordered(), one_hot(2, 12, dtype=torch.float32))
    assert "module 'middle'" in caught.value.where
    assert "test_capture.py" in caught.value.where
    assert "x.sort(-1).values[..., 2]" in caught.value.where


def test_attention_is_captured_in_steps_and_the_fast_path_left_as_it_was() -> None:
    class Attentive(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.TransformerEncoderLayer(4, 2, 8, batch_first=True)

        def forward(self, x: Tensor) -> Tensor:
            return self.layer(x.transpose(1, 2)).square().sum((1, 2))

    model, x = settle(Attentive()).requires_grad_(False), one_hot(3, 12)
    assert torch.backends.mha.get_fastpath_enabled()
    program = capture(model, x)
    assert torch.backends.mha.get_fastpath_enabled()
    assert {"layer_norm", "scaled_dot_product_attention"} <= {
        step.origin.operator for step in program.steps
    }


class _Lambda(nn.Module):
    def __init__(self, function: object) -> None:
        super().__init__()
        self.function = function
        self.weight = nn.Parameter(torch.ones(1, dtype=torch.float64))

    def forward(self, x: Tensor) -> Tensor:
        return self.function(x * self.weight)


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (lambda x: x.sort(-1).values.sum((1, 2)), "sort"),
        (lambda x: (x > 0.5).double().sum((1, 2)), "gt"),
        (lambda x: x.softmax(0).sum((1, 2)), "softmax"),
        (lambda x: x.cumprod(-1).sum((1, 2)), "cumprod"),
        (lambda x: x.argmax(-1).double().sum(1), "argmax"),
        (lambda x: (x // 0.3).sum((1, 2)), "floor"),
        (lambda x: (x - x.mean(0)).sum((1, 2)), "mixes the sequences"),
        (lambda x: torch.cat([x, x.flip(0)], 1).sum((1, 2)), "mixes the sequences"),
        (lambda x: x.sum((1, 2)) * x.shape[0], "size of the batch"),
        (lambda x: x.detach().sum((1, 2)), "does not depend"),
        (lambda x: x.half().sum((1, 2)), "precision"),
        (lambda x: nn.functional.dropout(x, 0.5, training=True).sum((1, 2)), "dropout"),
    ],
)  # fmt: skip
def test_what_has_no_rule_is_refused_and_never_a_gradient(function: object, name: str) -> None:
    with pytest.raises((UnsupportedOperationError, CaptureError), match=name):
        motiflens.explain(_Lambda(function), one_hot(3, 8))


def test_control_flow_on_values_is_refused_with_its_line() -> None:
    class Branch(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            if x.sum() > 3:
                return x.sum((1, 2))
            return -x.sum((1, 2))

    with pytest.raises(CaptureError, match="could not be captured") as caught:
        motiflens.explain(Branch(), one_hot(2, 8))
    assert "if x.sum() > 3" in caught.value.where


def test_arithmetic_is_refused_by_lrp_and_not_by_deeplift() -> None:
    class Squared(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv1d(4, 3, 5)

        def forward(self, x: Tensor) -> Tensor:
            return torch.sqrt(F.relu(self.conv(x)) + 1).sum((1, 2))

    model, x = settle(Squared()), one_hot(2, 30)
    with pytest.raises(UnsupportedOperationError, match="LRP-epsilon has no rule for sqrt") as e:
        motiflens.explain(model, x, method="lrp-epsilon")
    assert "torch.sqrt(F.relu" in e.value.where
    motiflens.explain(model, x, method="deeplift")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (2, "there is no target 2"),
        (None, "not one number for each sequence"),
        ((0, 0), "there is no target"),
        (lambda output: output, "not one number for each sequence"),
    ],
)
def test_targets_that_do_not_exist(target: object, message: str) -> None:
    with pytest.raises(CaptureError, match=message):
        capture(settle(ConvPoolDense()), one_hot(2, 30), target=target)


def test_a_target_may_be_negative_or_a_function() -> None:
    model, x = settle(ConvPoolDense()), one_hot(4, 30)
    output = model.eval()(x)
    torch.testing.assert_close(capture(model, x, target=-1).output_of(x), output[:, 1])
    contrast = capture(model, x, target=lambda y: y[:, 1] - y.mean(1))
    torch.testing.assert_close(contrast.output_of(x), output[:, 1] - output.mean(1))


def test_the_model_is_left_as_it_was() -> None:
    model = settle(Twin())
    model.train()
    model.first.eval()
    model.second.weight.requires_grad_(False)
    handle = model.first.register_forward_hook(lambda *_: None)
    before, state = copy.deepcopy(model.state_dict()), _state(model)
    motiflens.explain(model, one_hot(3, 30))
    assert _state(model) == state
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, before[name])
    handle.remove()


def test_the_model_is_left_as_it_was_when_it_is_refused() -> None:
    model = _Ordered().train()
    state = _state(model)
    with pytest.raises(UnsupportedOperationError):
        motiflens.explain(model, one_hot(2, 12, dtype=torch.float32))
    assert _state(model) == state


def _state(model: nn.Module) -> list[object]:
    modules = [
        (name, module.training, list(module._forward_hooks), list(module._backward_hooks))
        for name, module in model.named_modules()
    ]
    parameters = [
        (name, p.requires_grad, p.grad, p.data_ptr(), p.dtype)
        for name, p in model.named_parameters()
    ]
    return modules + parameters


@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")
def test_torchscript_is_refused_in_words() -> None:
    scripted = torch.jit.trace(settle(Plain()), one_hot(2, 30))
    for model, where in ((scripted, "the model"), (nn.Sequential(scripted), "0")):
        with pytest.raises(CaptureError, match="choose a method that only calls") as caught:
            capture(model, one_hot(1, 30), target=0)
        assert caught.value.where == where
