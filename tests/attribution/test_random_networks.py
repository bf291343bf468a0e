"""Networks that nobody drew: what holds of DeepLIFT on each of them."""

from __future__ import annotations

import copy

import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import nn

import motiflens
from attribution.networks import COLUMN, FREQUENCIES, one_hot
from attribution.random_networks import RandomNetwork, multipliers_by_matrices, networks

LENGTH = 14
DRAWN = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)


@DRAWN
@given(drawn=networks(LENGTH), seed=st.integers(0, 1000))
def test_rescale_is_what_matrices_give(drawn: tuple[RandomNetwork, bool], seed: int) -> None:
    model, _ = drawn
    x, x0 = one_hot(3, LENGTH, seed), one_hot(3, LENGTH, seed + 1)
    explainer = motiflens.Explainer(model, x)
    for reference in (x0, COLUMN.expand(3, 4, LENGTH)):
        found = explainer.explain(x, reference=reference)
        assert found.completeness_error.max() < 1e-10
        for row in range(3):
            m = multipliers_by_matrices(model, x[row], reference[row])
            scores = ((x[row] - reference[row]) * m).sum(0)
            torch.testing.assert_close(found.scores[row], scores, rtol=1e-6, atol=1e-8)


@DRAWN
@given(drawn=networks(LENGTH), seed=st.integers(0, 1000))
def test_properties(drawn: tuple[RandomNetwork, bool], seed: int) -> None:
    model, unpadded = drawn
    x, references = one_hot(4, LENGTH, seed), one_hot(12, LENGTH, seed + 1).view(4, 3, 4, LENGTH)
    state = copy.deepcopy(model.state_dict())
    for method in ("deeplift", "deeplift-revealcancel", "deeplift-genomics"):
        explainer = motiflens.Explainer(model, x, method=method)
        whole = explainer.explain(x, reference=references)
        assert whole.completeness_error.max() < 1e-10
        pieces = explainer.explain(x, reference=references.flip(1), batch_size=3)
        torch.testing.assert_close(pieces.hypothetical, whole.hypothetical, rtol=1e-8, atol=1e-10)
        if unpadded and method != "deeplift-revealcancel":
            _check_gauge(model, x, method)
    assert all(torch.equal(tensor, state[name]) for name, tensor in model.state_dict().items())


def _check_gauge(model: RandomNetwork, x: torch.Tensor, method: str) -> None:
    """W + c for all bases of a kernel column and b - c is the same function of DNA."""
    moved = copy.deepcopy(model)
    first = moved.plan.nodes[0].function
    assert isinstance(first, nn.Conv1d)
    shift = torch.randn(4, 1, 3).double()
    with torch.no_grad():
        first.weight += shift
        first.bias -= shift.sum((1, 2))
    one, other = (
        motiflens.explain(network, x, method=method, reference=FREQUENCIES)
        for network in (model, moved)
    )
    torch.testing.assert_close(one.hypothetical, other.hypothetical, rtol=1e-6, atol=1e-8)
