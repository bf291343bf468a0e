"""Networks of the field with random weights: scores add up, for any batch and in float32 too.

Sequences are shorter than published where that leaves the layers as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor, nn

from attribution.field_networks import (
    AttentionPooled,
    Basset,
    BPNet,
    DeepSEA,
    DeepSTARR,
    Recurrent,
    SqueezeExcite,
    Transformer,
)
from attribution.networks import FREQUENCIES, one_hot
from motiflens.attribution.explainer import Explainer
from motiflens.attribution.formulas import recurrent
from motiflens.attribution.targets import counts, profile
from motiflens.errors import UnsupportedOperationError


@dataclass(frozen=True)
class Case:
    build: Callable[[], nn.Module]
    length: int
    target: object = None


CASES = {
    "BPNet, counts": Case(BPNet, 400, counts(1)),
    "BPNet, profile": Case(BPNet, 400, profile(0)),
    "BPNet, profile explained with its weights": Case(BPNet, 400, profile(0, detach=False)),
    "Basset": Case(Basset, 300, 3),
    "DeepSEA": Case(DeepSEA, 200, 5),
    "DeepSTARR": Case(DeepSTARR, 249, 1),
    "squeeze-and-excite": Case(SqueezeExcite, 200),
    "attention-pooled": Case(AttentionPooled, 160),
    "transformer": Case(Transformer, 160),
    "transformer, normalised behind": Case(lambda: Transformer(norm_first=False), 160),
    "LSTM": Case(Recurrent, 120),
    "GRU": Case(lambda: Recurrent(nn.GRU), 120),
}
COUNT = 8
Prepared = tuple[nn.Module, Case, Explainer]


def _prepared(chosen: Case) -> nn.Module:
    """Return a network in float64 that a signal passes as it passes a trained one.

    With PyTorch's own start, or with statistics that are not the network's, the signal fades
    from layer to layer, and what is explained is smaller than the rounding of the output.
    """
    torch.manual_seed(2)
    model = chosen.build().double()
    for name, parameter in model.named_parameters():
        if "token" in name or parameter.dim() == 1:
            nn.init.uniform_(parameter.data, -0.1, 0.3)
        else:
            nn.init.kaiming_normal_(parameter.data)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d):
            nn.init.uniform_(module.weight.data, 0.5, 1.5)
            module.momentum = None  # statistics are those of all that the model has seen
    with torch.no_grad():
        model.train()(one_hot(32, chosen.length, seed=9))
    return model.eval()


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> Prepared:
    """Return a network in float64, what of it is explained, and its explainer."""
    chosen = CASES[request.param]
    model = _prepared(chosen)
    return model, chosen, Explainer(model, one_hot(COUNT, chosen.length), target=chosen.target)


def test_scores_add_up_in_float64_for_any_batch(case: Prepared) -> None:
    _, chosen, explainer = case
    x = one_hot(COUNT, chosen.length)
    found = explainer.explain(x, reference=FREQUENCIES)
    assert found.completeness_error.max() <= 1e-10
    assert found.absolute_error.max() <= 1e-10 * found.prediction.abs().max()
    alone = explainer.explain(x[2:3], reference=FREQUENCIES)
    size = found.scores.abs().max()
    assert size > 0
    assert (alone.scores[0] - found.scores[2]).abs().max() <= 1e-11 * size
    backwards = explainer.explain(x.flip(0), reference=FREQUENCIES)
    assert (backwards.scores.flip(0) - found.scores).abs().max() <= 1e-11 * size


def test_shuffled_references_add_up_as_well(case: Prepared) -> None:
    _, chosen, explainer = case
    x = one_hot(2, chosen.length, seed=5)
    found = explainer.explain(x, reference=x.flip(0))
    assert found.completeness_error.max() <= 1e-10


def test_the_program_computes_what_the_network_does(case: Prepared) -> None:
    model, chosen, explainer = case
    if callable(chosen.target):
        return
    x = one_hot(3, chosen.length, seed=1)
    with torch.no_grad():
        wanted = model(x)[:, chosen.target or 0]
    program = explainer.engine.program
    found = program.values(x)[program.outputs[0]]
    torch.testing.assert_close(found, wanted, rtol=1e-10, atol=1e-12)


def test_scores_add_up_in_float32(case: Prepared) -> None:
    model, chosen, _ = case
    x = one_hot(4 * COUNT, chosen.length, dtype=torch.float32)
    try:
        explainer = Explainer(model.float(), x, target=chosen.target)
        found = explainer.explain(x, reference=FREQUENCIES)
    finally:
        model.double()
    assert not found.recomputed.any()
    assert found.completeness_error.flatten().quantile(0.999) <= 1e-5


def test_a_recurrent_layer_on_too_many_positions_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recurrent, "MAX_UNROLLED", 16)

    class Long(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.memory = nn.GRU(4, 2, batch_first=True)

        def forward(self, x: Tensor) -> Tensor:
            return self.memory(x.transpose(1, 2))[0][:, -1, 0]

    x = one_hot(2, 17, dtype=torch.float32)
    with pytest.raises(
        UnsupportedOperationError, match=r"gru.*up to 256 positions.*pool"
    ) as caught:
        Explainer(Long(), x)
    assert "module 'memory'" in caught.value.where
