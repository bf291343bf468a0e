"""Pieces explained one after another are what each is alone; predictions are the model's."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import Mock

import pytest
import torch
from torch import Tensor

from attribution.networks import FREQUENCIES, ConvPoolDense, one_hot, settle
from motiflens.attribution.explainer import Explainer

PIECES = [one_hot(count, 30, seed=count) for count in (7, 1, 12, 5)]


@pytest.fixture(params=[1, 3])
def threads(request: pytest.FixtureRequest) -> Iterator[int]:
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    yield request.param
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def explainer() -> Explainer:
    return Explainer(settle(ConvPoolDense()), PIECES[0], target=[0, 1])


@pytest.mark.parametrize("reference", [FREQUENCIES, "gc", "dinucleotide-shuffles"])
@pytest.mark.usefixtures("threads")
def test_pieces_are_explained_as_each_alone(explainer: Explainer, reference: str) -> None:
    how = {"reference": reference, "n_references": 2, "batch_size": 3}
    done: list[int] = []
    found = [*explainer.explain_pieces(((x,) for x in PIECES), progress=done.append, **how)]
    assert sum(done) == 25
    for x, of_targets in zip(PIECES, found, strict=True):
        for one, alone in zip(of_targets, explainer.explain_each(x, **how), strict=True):
            assert torch.equal(one.prediction, alone.prediction)
            torch.testing.assert_close(one.contributions, alone.contributions)
            torch.testing.assert_close(one.reference_prediction, alone.reference_prediction)


@pytest.mark.parametrize(("reference", "times"), [(FREQUENCIES, 1), ("dinucleotide-shuffles", 0)])
def test_a_reference_that_all_pieces_share_is_walked_once(
    monkeypatch: pytest.MonkeyPatch, explainer: Explainer, reference: str, times: int
) -> None:
    watched = Mock(wraps=explainer.engine.at_references)
    monkeypatch.setattr(explainer.engine, "at_references", watched)
    list(explainer.explain_pieces(((x,) for x in PIECES), reference=reference, batch_size=3))
    assert watched.call_count == times


def test_pieces_are_read_as_they_are_needed(explainer: Explainer, threads: int) -> None:
    read: list[int] = []

    def pieces() -> Iterator[tuple[Tensor]]:
        for number in range(50):
            read.append(number)
            yield (PIECES[0],)

    found = explainer.explain_pieces(pieces(), reference=FREQUENCIES, batch_size=4)
    next(found)
    assert len(read) <= 2 + (threads + 2) // 2
    found.close()
    assert torch.get_num_threads() == threads


def test_results_can_be_computed_with(explainer: Explainer) -> None:
    scores = explainer.explain(PIECES[0], reference=FREQUENCIES).scores
    weights = torch.ones(30, dtype=torch.float64, requires_grad=True)
    (scores * weights).sum().backward()
    assert weights.grad is not None


@pytest.mark.parametrize("method", ["deeplift", "occlusion"])
@pytest.mark.usefixtures("threads")
def test_predictions_are_those_of_the_model(method: str) -> None:
    model, x = settle(ConvPoolDense()), one_hot(200, 30)
    explainer = Explainer(model, x, method=method, target=[1, 0])
    wanted = model.eval()(x).detach()[:, [1, 0]]
    torch.testing.assert_close(explainer.predict(x), wanted)
    torch.testing.assert_close(explainer.predict(x.argmax(1).to(torch.uint8)), wanted)
