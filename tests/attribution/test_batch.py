"""Several references at once, precision that is not enough, and sequences with N."""

from __future__ import annotations

import warnings

import pytest
import torch
from torch import Tensor, nn

import motiflens
from attribution.networks import ConvPoolDense, Smooth, network_for, one_hot, settle
from motiflens.errors import CompletenessWarning

METHODS = [name for name, row in motiflens.METHODS.items() if row.family != "lrp"]

ONCE = pytest.mark.usefixtures("captured_once")


def _several(n: int, count: int, seed: int = 3) -> Tensor:
    return one_hot(n * count, 30, seed).view(n, count, 4, 30)


@ONCE
@pytest.mark.parametrize("method", METHODS)
def test_scores_are_means_over_references_after_projection(method: str) -> None:
    model, x, references = network_for(method), one_hot(4, 30), _several(4, 3)
    found = motiflens.explain(model, x, method=method, target=0, reference=references)
    alone = [
        motiflens.explain(model, x, method=method, target=0, reference=references[:, k])
        for k in range(3)
    ]
    parts = ["scores", "contributions", "hypothetical"]
    for name in parts if motiflens.METHODS[method].hypothetical else parts[:2]:
        mean = torch.stack([getattr(one, name) for one in alone]).mean(0)
        torch.testing.assert_close(getattr(found, name), mean)
    beside_scores = ["reference_prediction", "completeness_error", "absolute_error"]
    # Where nothing adds up there is nothing to hold against each reference of its own.
    for name in beside_scores if motiflens.METHODS[method].complete else beside_scores[:1]:
        beside = torch.cat([getattr(one, name) for one in alone], 1)
        torch.testing.assert_close(getattr(found, name), beside)


@ONCE
@pytest.mark.parametrize("method", METHODS)
def test_the_order_of_references_does_not_matter(method: str) -> None:
    model, x, references = network_for(method), one_hot(4, 30), _several(4, 5)
    found, turned = (
        motiflens.explain(model, x, method=method, target=0, reference=some)
        for some in (references, references.flip(1))
    )
    torch.testing.assert_close(found.scores, turned.scores)


def test_references_that_all_share_are_what_their_copies_are() -> None:
    model, x, references = settle(ConvPoolDense()), one_hot(5, 30), _several(1, 4)
    shared = motiflens.explain(model, x, target=0, reference=references, batch_size=2)
    copies = motiflens.explain(model, x, target=0, reference=references.expand(5, -1, -1, -1))
    torch.testing.assert_close(shared.hypothetical, copies.hypothetical)
    torch.testing.assert_close(shared.reference_prediction, copies.reference_prediction)


def test_groups_that_share_references_come_back_in_order() -> None:
    model, x, pool = settle(ConvPoolDense()), one_hot(9, 30), one_hot(200, 30, seed=5)
    asked = {"target": 0, "reference": "gc-matched", "pool": pool, "n_references": 3}
    whole = motiflens.explain(model, x, **asked, batch_size=2)
    for row in range(9):
        alone = motiflens.explain(model, x[row : row + 1], **asked)
        torch.testing.assert_close(alone.hypothetical[0], whole.hypothetical[row])
        torch.testing.assert_close(alone.prediction[0], whole.prediction[row])


@pytest.mark.parametrize("reference", ["dinucleotide-shuffles", "mononucleotide-shuffles", "gc"])
def test_seeds_give_the_same_in_any_batch_and_order(reference: str) -> None:
    model, x = settle(ConvPoolDense()), one_hot(7, 30)
    order = torch.tensor([3, 6, 0, 1, 5, 4, 2])
    asked = {"target": 0, "reference": reference, "n_references": 3}
    whole = motiflens.explain(model, x, **asked)
    pieces = motiflens.explain(model, x[order], **asked, batch_size=2)
    torch.testing.assert_close(pieces.hypothetical, whole.hypothetical[order])
    if reference != "gc":
        other = motiflens.explain(model, x, **asked, seed=9)
        assert (other.scores - whole.scores).abs().max() > 1e-3


@pytest.mark.parametrize("shared", [True, False])
def test_n_scores_nothing_with_several_references(shared: bool) -> None:
    model, x, references = settle(ConvPoolDense()), one_hot(4, 30), _several(1 if shared else 4, 3)
    x[1, :, 12] = 0
    found = motiflens.explain(model, x, target=0, reference=references)
    assert found.scores[1, 12] == 0
    assert found.completeness_error.max() < 1e-12
    mean = references.expand(4, -1, -1, -1)[1, :, :, 12].mean(0)
    filled, at_mean = x.clone(), references.expand(4, -1, -1, -1).clone()
    filled[1, :, 12], at_mean[1, :, :, 12] = mean, mean
    wanted = motiflens.explain(model, filled, target=0, reference=at_mean)
    torch.testing.assert_close(found.hypothetical, wanted.hypothetical)


def test_deepshap_is_rescale_over_shuffles_by_the_same_call() -> None:
    model, x = settle(Smooth()), one_hot(3, 30)
    shap = motiflens.explain(model, x, method="deepshap", target=0)
    rescale = motiflens.explain(model, x, target=0, reference="dinucleotide-shuffles")
    assert torch.equal(shap.hypothetical, rescale.hypothetical)
    assert shap.completeness_error.shape == (3, 20)


class _Cancelling(nn.Module):
    """Adds and takes off a large number, which float32 has no digits for."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.head = nn.Conv1d(4, 3, 3), nn.Linear(3, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = torch.relu(self.conv(x)).mean(-1)
        return self.head((h * 3 + 3e4) / 3 - 1e4)


def test_where_precision_breaks_the_sum_float64_mends_it() -> None:
    model, x = settle(_Cancelling()), one_hot(4, 20)
    double = motiflens.explain(model, x)
    assert not double.recomputed.any()
    with pytest.warns(CompletenessWarning, match="computed again in float64"):
        single = motiflens.explain(model.float(), x)
    assert single.recomputed.any()
    assert single.scores.dtype == torch.float32
    assert single.completeness_error[single.recomputed].max() < 1e-10
    assert single.completeness_error.max() < 1e-5
    torch.testing.assert_close(single.scores.double(), double.scores, rtol=1e-5, atol=1e-7)


def test_what_float64_does_not_mend_is_said_as_well() -> None:
    from motiflens.attribution import user_rules

    before = dict(user_rules._RULES)
    motiflens.rule(torch.ops.aten.relu.default, "deeplift")(lambda site, message: message / 2)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", CompletenessWarning)
            motiflens.explain(settle(ConvPoolDense()).float(), one_hot(3, 30), target=0)
    finally:
        user_rules._RULES.clear()
        user_rules._RULES.update(before)
    messages = " / ".join(str(warning.message) for warning in caught)
    assert "computed again in float64" in messages
    assert "aten.relu.default" in messages
