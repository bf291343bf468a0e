"""What must hold of scores on any network, and what the public call says of bad input."""

from __future__ import annotations

import warnings

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional as F

import motiflens
from attribution.networks import (
    COLUMN,
    FREQUENCIES,
    ConvPoolDense,
    Folded,
    Plain,
    Smooth,
    WithControl,
    network_for,
    one_hot,
    settle,
)
from motiflens.attribution.plan import Rules
from motiflens.errors import CompletenessWarning, ConfigError, DeviceError, InputError

NETWORKS = (ConvPoolDense, Plain, Smooth, Folded)
METHODS = list(motiflens.METHODS)
COMPLETE = [name for name, row in motiflens.METHODS.items() if row.complete]


def _explain(model: nn.Module, x: Tensor, method: str = "deeplift", **more: object):
    more = {"reference": FREQUENCIES, "target": 0, **more}
    return motiflens.explain(model, x, method=method, **more)


def _accepts(build: type[nn.Module], method: str) -> bool:
    if motiflens.METHODS[method].needs == "an average head":
        return build is Plain
    return not (build is Smooth and method == "lrp-epsilon")  # it holds products


def _says_more(method: str) -> bool:
    return motiflens.METHODS[method].hypothetical


def _uneven(count: int, length: int) -> Tensor:
    """Return references that tie nowhere: of two equal maxima rounding chooses."""
    columns = torch.rand(count, 4, length, generator=torch.Generator().manual_seed(1)).double()
    return columns / columns.sum(1, keepdim=True)


ONCE = pytest.mark.usefixtures("captured_once")
PAIRS = [(build, method) for build in NETWORKS for method in METHODS if _accepts(build, method)]


@ONCE
@pytest.mark.parametrize(("build", "method"), PAIRS)
def test_scores_add_up_where_the_method_promises_it(build: type[nn.Module], method: str) -> None:
    found = _explain(settle(build()), one_hot(8, 30), method)
    explained = found.prediction
    if motiflens.METHODS[method].explains == "difference":
        explained = explained - found.reference_prediction[:, 0]
    missing = (explained - found.scores.sum(1) - sum(found.absorbed.values())).abs()
    torch.testing.assert_close(missing[:, None], found.absolute_error)
    scale = torch.maximum(explained.abs(), found.scores.abs().sum(1))
    torch.testing.assert_close((missing / scale)[:, None], found.completeness_error)
    if method in COMPLETE:
        assert found.completeness_error.max() < 1e-10


@ONCE
@pytest.mark.parametrize(("build", "method"), PAIRS)
def test_other_bases_are_scored_where_the_method_says_so(
    build: type[nn.Module], method: str
) -> None:
    found = _explain(settle(build()), one_hot(2, 30), method)
    assert (found.hypothetical is not None) == motiflens.METHODS[method].hypothetical


@ONCE
@pytest.mark.parametrize(("build", "method"), [pair for pair in PAIRS if _says_more(pair[1])])
def test_the_hypothetical_score_of_the_present_base_is_the_score(
    build: type[nn.Module], method: str
) -> None:
    x = one_hot(4, 30)
    found = _explain(settle(build()), x, method)
    torch.testing.assert_close((found.hypothetical * x).sum(1), found.scores)
    torch.testing.assert_close(found.contributions.sum(1), found.scores)
    if not motiflens.METHODS[method].unknown_scores:
        mean = (found.hypothetical * COLUMN).sum(1)
        torch.testing.assert_close(mean, torch.zeros_like(mean), atol=1e-12, rtol=0)


@ONCE
@pytest.mark.parametrize(("build", "method"), PAIRS)
def test_predictions_are_the_models(build: type[nn.Module], method: str) -> None:
    model, x = settle(build()).eval(), one_hot(4, 30)
    found = _explain(model, x, method)
    torch.testing.assert_close(found.prediction, model(x)[:, 0])
    reference = COLUMN.expand(4, 4, 30)
    torch.testing.assert_close(found.reference_prediction, model(reference)[:, :1])


@ONCE
@pytest.mark.parametrize(("build", "method"), PAIRS)
def test_a_sequence_is_scored_alike_in_any_company(build: type[nn.Module], method: str) -> None:
    model, x = settle(build()), one_hot(7, 30)
    whole = _explain(model, x, method)
    pieces = _explain(model, x, method, batch_size=3)
    alone = _explain(model, x[4:5], method)
    torch.testing.assert_close(pieces.scores, whole.scores, rtol=1e-10, atol=1e-13)
    torch.testing.assert_close(alone.scores[0], whole.scores[4], rtol=1e-10, atol=1e-13)
    assert pieces.absorbed.keys() == whole.absorbed.keys()


@ONCE
@pytest.mark.parametrize(("build", "method"), PAIRS)
def test_float32_is_near_float64(build: type[nn.Module], method: str) -> None:
    model, x, reference = settle(build()), one_hot(6, 30), _uneven(6, 30)
    double = _explain(model, x, method, reference=reference).scores
    single = _explain(model.float(), x, method, reference=reference).scores
    assert single.dtype == torch.float32
    # LRP divides by sums that cancel: there, rounding of the weights alone is amplified as much.
    rounded = _explain(model.double(), x, method, reference=reference).scores
    size = double.abs().max()
    amplified = 4 * float((rounded - double).abs().max() / size)
    torch.testing.assert_close(
        single.double() / size, double / size, rtol=1e-4, atol=1e-5 + amplified
    )


# RevealCancel tells the first layer's weights apart by their sign, which the gauge moves.
# CAM takes no network with dense layers behind the positions.
@pytest.mark.parametrize(
    "method",
    [
        name
        for name in COMPLETE
        if name != "deeplift-revealcancel" and _accepts(ConvPoolDense, name)
    ],
)
def test_moving_the_gauge_of_the_first_layer_changes_nothing(method: str) -> None:
    """W + c for all bases of a kernel column and b - c is the same function of DNA."""

    class Unpadded(ConvPoolDense):
        def __init__(self) -> None:
            super().__init__(length=26)
            self.conv1 = nn.Conv1d(4, 6, 5)

    model, moved, x = settle(Unpadded()), settle(Unpadded()), one_hot(5, 30)
    shift = torch.randn(6, 1, 5, dtype=torch.float64)
    with torch.no_grad():
        moved.conv1.weight += shift
        moved.conv1.bias -= shift.sum((1, 2))
    one, other = (_explain(network, x, method) for network in (model, moved))
    torch.testing.assert_close(one.prediction, other.prediction)
    torch.testing.assert_close(one.scores, other.scores, rtol=1e-8, atol=1e-10)
    if motiflens.METHODS[method].hypothetical:
        torch.testing.assert_close(one.hypothetical, other.hypothetical, rtol=1e-8, atol=1e-10)


class _BothStrands(nn.Module):
    """The mean of a network over a sequence and its reverse complement."""

    def __init__(self) -> None:
        super().__init__()
        self.strand = Plain()

    def forward(self, x: Tensor) -> Tensor:
        return (self.strand(x) + self.strand(x.flip((1, 2)))) / 2


class _TiedStrands(nn.Module):
    """A convolution whose filters come in pairs, each the reverse complement of the other."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.out = nn.Conv1d(4, 3, 5, padding=2), nn.Linear(3, 1)

    def forward(self, x: Tensor) -> Tensor:
        weight = torch.cat([self.conv.weight, self.conv.weight.flip((1, 2))])
        h = F.relu(F.conv1d(x, weight, self.conv.bias.repeat(2), padding=2)).mean(-1)
        return self.out(h[:, :3] + h[:, 3:])


@ONCE
@pytest.mark.parametrize("method", METHODS)
def test_a_network_of_both_strands_scores_both_alike(method: str) -> None:
    # A map is that of one layer, which must then see both strands.
    build = _TiedStrands if motiflens.METHODS[method].family == "cam" else _BothStrands
    model, x = settle(build()), one_hot(5, 30)
    forward = _explain(model, x, method)
    reverse = _explain(model, x.flip((1, 2)), method)
    torch.testing.assert_close(reverse.scores, forward.scores.flip(1))
    if motiflens.METHODS[method].hypothetical:
        torch.testing.assert_close(reverse.hypothetical, forward.hypothetical.flip((1, 2)))


@ONCE
@pytest.mark.parametrize("method", METHODS)
def test_a_shifted_motif_has_shifted_scores_away_from_the_edges(method: str) -> None:
    model = settle(Plain())
    motif, flank = one_hot(1, 10), one_hot(1, 1)
    left, right = (
        torch.cat([flank.expand(1, 4, n), motif, flank.expand(1, 4, 50 - n)], 2) for n in (20, 23)
    )
    one, other = (_explain(model, x, method) for x in (left, right))
    before, after = one.scores[0, 13:37], other.scores[0, 16:40]
    if one.standard_error is None:
        torch.testing.assert_close(before, after, rtol=1e-8, atol=1e-10)
    else:
        chance = torch.hypot(one.standard_error[0, 13:37], other.standard_error[0, 16:40])
        assert bool(((before - after).abs() <= 6 * chance + 1e-10).all())


def test_the_reference_scores_nothing() -> None:
    model = settle(ConvPoolDense())
    column = COLUMN.expand(2, 4, 30)
    found = _explain(model, column)
    assert found.scores.abs().max() == 0
    assert found.completeness_error.max() == 0


def test_the_order_of_references_follows_the_sequences() -> None:
    model, x, own = settle(ConvPoolDense()), one_hot(5, 30), one_hot(5, 30, seed=9)
    order = torch.tensor([3, 0, 4, 1, 2])
    found = _explain(model, x, reference=own)
    turned = _explain(model, x[order], reference=own[order])
    torch.testing.assert_close(turned.scores, found.scores[order])
    assert found.completeness_error.max() < 1e-12


@settings(max_examples=10, deadline=None)
@given(factor=st.floats(0.1, 10), seed=st.integers(0, 100))
def test_scaling_the_output_scales_the_scores(factor: float, seed: int) -> None:
    model, x = (
        settle(nn.Sequential(nn.Conv1d(4, 3, 3), nn.ReLU(), nn.Flatten(), nn.Linear(30, 1)), seed),
        one_hot(2, 12, seed),
    )
    one = _explain(model, x, target=None).scores
    scaled = _explain(model, x, target=lambda y: factor * y[:, 0]).scores
    torch.testing.assert_close(scaled, factor * one)


@ONCE
@pytest.mark.parametrize("method", METHODS)
def test_n_scores_nothing_and_is_read_as_the_reference(method: str) -> None:
    model, x = network_for(method), one_hot(3, 30)
    x[:, :, 7] = 0
    found = _explain(model, x, method)
    assert bool(found.scores[:, 7].any()) == motiflens.METHODS[method].unknown_scores
    if method in COMPLETE:
        assert found.completeness_error.max() < 1e-10
    filled = x.clone()
    filled[:, :, 7] = COLUMN[:, :, 0]
    torch.testing.assert_close(_explain(model, filled, method).scores, found.scores)


def test_every_form_of_one_reference_gives_the_same() -> None:
    model, x = settle(ConvPoolDense()), one_hot(3, 30)
    column = COLUMN.flatten()
    wanted = _explain(model, x).scores
    for reference in (
        tuple(FREQUENCIES), column, column[:, None].expand(4, 30),
        column.view(1, 4, 1).expand(1, 4, 30), column.view(1, 4, 1).expand(3, 4, 30),
    ):  # fmt: skip
        torch.testing.assert_close(_explain(model, x, reference=reference).scores, wanted)


def test_further_inputs_are_the_same_for_a_sequence_and_its_reference() -> None:
    model, x, track = settle(WithControl()), one_hot(4, 30), torch.rand(4, 1, 30).double()
    found = _explain(model, x, args=[track], batch_size=3)
    reference = COLUMN.expand(4, 4, 30)
    torch.testing.assert_close(found.reference_prediction, model(reference, track)[:, :1])
    assert found.completeness_error.max() < 1e-12


def test_progress_counts_the_sequences() -> None:
    done: list[int] = []
    _explain(settle(Plain()), one_hot(7, 30), batch_size=3, progress=done.append)
    assert done == [3, 3, 1]


def test_integers_are_taken_as_one_hot() -> None:
    model, x = settle(Plain()), one_hot(3, 30)
    wanted = _explain(model, x).scores
    torch.testing.assert_close(_explain(model, x.to(torch.int8)).scores, wanted)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"method": "deep-lift"}, ConfigError, "no attribution method named 'deep-lift'"),
        ({"options": {"epsilom": 1}}, ConfigError, "epsilom: there is no such key"),
        ({"method": "lrp-epsilon", "options": {"epsilon": -1}}, ConfigError, "epsilon"),
        ({"reference": "genome"}, ConfigError, "no reference named 'genome'"),
        ({"reference": [0.5, 0.5, 0.5, 0.5]}, ConfigError, "not four frequencies"),
        ({"reference": [0.5, 0.5]}, ConfigError, "not four frequencies"),
        ({"reference": torch.zeros(2, 4, 30)}, InputError, "the reference has the shape"),
        ({"device": "tpu"}, DeviceError, "no device named 'tpu'"),
        ({"args": [torch.zeros(2, 1)]}, InputError, "further input 0 holds 2 samples"),
    ],
)  # fmt: skip
def test_bad_arguments_are_said_for_a_person(
    change: dict[str, object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        _explain(settle(ConvPoolDense()), one_hot(3, 30), **{"method": "deeplift", **change})


@pytest.mark.parametrize("shape", [(3, 30), (3, 30, 4), (0, 4, 30), (3, 4, 0)])
def test_bad_shapes_are_said_for_a_person(shape: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match="the sequences have the shape"):
        _explain(settle(Plain()), torch.zeros(shape))


def test_a_gpu_that_is_not_there_is_not_replaced() -> None:
    if torch.cuda.is_available():
        pytest.skip("there is a GPU here")
    with pytest.raises(DeviceError, match="was asked for"):
        _explain(settle(Plain()), one_hot(2, 30), device="cuda")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@ONCE
@pytest.mark.parametrize(("build", "method"), PAIRS)
def test_a_gpu_gives_what_the_cpu_gives(build: type[nn.Module], method: str) -> None:
    model, x = settle(build()).float(), one_hot(6, 30).float()
    more = {"reference": _uneven(6, 30)}
    here, there = (
        _explain(model, x, method, device=place, **more).scores for place in ("cpu", "cuda")
    )
    size = here.abs().max()
    torch.testing.assert_close(there / size, here / size, rtol=1e-4, atol=1e-5)
    assert next(model.parameters()).device.type == "cpu"


def test_a_broken_sum_is_said_with_the_operation_that_broke_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from motiflens.attribution import propagation as module
    from motiflens.attribution.operations import Elementwise
    from motiflens.attribution.rules.deeplift import rescale_rules
    from motiflens.attribution.rules.gradient import derivative

    def broken(options: object) -> Rules:
        table = {**rescale_rules(options).table, Elementwise: derivative}
        return Rules("deeplift", table, start="one")

    monkeypatch.setattr(module, "load_rules", lambda _: broken)
    network = nn.Sequential(nn.Conv1d(4, 3, 3), nn.Sigmoid(), nn.Flatten(), nn.Linear(84, 1))
    with pytest.warns(CompletenessWarning, match=r"lost at 1 \(sigmoid; module '1'\)$"):
        _explain(settle(network), one_hot(3, 30), target=None)


@ONCE
def test_sums_that_hold_are_not_warned_of() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for build, method in PAIRS:
            _explain(settle(build()).float(), one_hot(4, 30), method)


def test_a_model_that_says_the_same_of_all_dna_is_not_warned_of() -> None:
    class Constant(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x.float().mean((1, 2), keepdim=True).squeeze()

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = _explain(Constant(), one_hot(4, 30).float(), target=None)
    assert found.scores.abs().max() < 1e-6
