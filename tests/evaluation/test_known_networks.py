"""Networks set by hand say what their words say, and rest on nothing else."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from motiflens.attribution.explain import explain
from motiflens.evaluation.interactions import coalition_values, dividends
from motiflens.evaluation.known_networks import KNOWN, REPRESSION, WORDS, KnownNetwork

# What the network of each name says where neither word, the first, the second, or both are there.
_SAYS = {
    "scanner": (0, 1, 0, 1),
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "repressor": (0, 1, 0, 1 - REPRESSION),
}


@pytest.fixture(params=KNOWN)
def known(request: pytest.FixtureRequest) -> KnownNetwork:
    return KNOWN[request.param]()


def test_words_stand_where_it_says(known: KnownNetwork) -> None:
    letters = np.array(list("ACGT"))[known.x.argmax(1).numpy()]
    for row, starts in zip(letters, known.sites, strict=True):
        text = "".join(row)
        for word, start in zip(WORDS, starts, strict=True):
            assert text.find(word) == start
            assert text.count(word) == (start >= 0)


def test_values_are_those_of_the_words(known: KnownNetwork) -> None:
    with torch.inference_mode():
        found = known.model(known.x)[:, 0]
        column = known.reference[None, :, None].expand_as(known.x)
        assert not known.model(column).any()
    torch.testing.assert_close(found, torch.from_numpy(known.value))
    there = (known.sites >= 0) @ np.array([1, 2])
    assert known.value == pytest.approx([_SAYS[known.name][case] for case in there])


def test_effects_of_words_are_those_of_the_grammar(known: KnownNetwork) -> None:
    says = _SAYS[known.name]
    expected = [0, says[1], says[2], says[3] - says[1] - says[2]]
    for row in range(len(known.x)):
        players = torch.full((known.x.shape[2],), 2)
        for word, start in enumerate(known.sites[row]):
            if start >= 0:
                players[start : start + known.width] = word
        x = known.x[row : row + 1]
        with torch.inference_mode():
            values = coalition_values(
                lambda some: known.model(some)[:, 0], x, known.reference[:, None], players
            )
        there = [word for word in (0, 1) if known.sites[row, word] >= 0]
        found = dividends(values)[0]
        for case in range(4):
            all_there = all(word in there for word in (0, 1) if case >> word & 1)
            assert found[case] == pytest.approx(expected[case] if all_there else 0)
        assert found[4:].abs().max() == 0  # all else takes part in nothing


def test_bases_in_use_are_those_of_words_that_say_something(known: KnownNetwork) -> None:
    assert (known.truth == (known.sign != 0)).all()
    scores = explain(known.model, known.x, method="deeplift", reference=known.reference).scores
    assert not scores[~torch.from_numpy(known.truth)].any()
    torch.testing.assert_close(scores.sum(1), torch.from_numpy(known.value))
    words = torch.from_numpy(known.sign.astype(np.float64))
    assert (scores * words >= 0).all()
