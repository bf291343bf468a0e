"""Effects of motifs in networks that read them in ways that are known."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from effects.planted import (
    LENGTH,
    OTHER,
    QUICK,
    WORD,
    Composition,
    N,
    Rough,
    Scanner,
    Spaced,
    card,
    effect,
    effects,
    hits_of,
    reads,
    reads_both,
    windows,
)
from families.test_merging import motif
from motiflens.effects.record import read_effects, write_effects
from motiflens.errors import InputError, ModelError, StoreError
from motiflens.hits.table import Hit

PAIRS = QUICK.model_copy(update={"pairs": 1, "farthest": 24, "step": 4})


@pytest.mark.parametrize(("weight", "verdict"), [(2.0, "raises"), (-2.0, "lowers")])
def test_a_motif_that_is_read_does_what_its_weight_says(weight: float, verdict: str) -> None:
    found = effect(reads(WORD, weight), motifs=[motif("m", WORD, scale=weight, certainty=1.0)])
    assert found.verdict == verdict
    assert found.inserted is not None
    assert found.inserted.value == pytest.approx(weight)
    assert found.inserted.n == 20
    assert found.scrambled is not None
    assert abs(found.scrambled.value) < 0.2
    assert found.removed is not None
    assert found.removed.value == pytest.approx(-weight, abs=0.2)
    assert found.removed.n == 20
    assert found.control is not None
    assert found.control.value == 0
    assert "the opposite" not in found.detail


def test_a_copy_is_drawn_from_the_frequencies() -> None:
    found = effect(
        reads(WORD), motifs=[motif("m", WORD, certainty=0.9)],
        options=QUICK.model_copy(update={"sequences": 400}),
    )  # fmt: skip
    assert found.inserted is not None
    assert found.inserted.value == pytest.approx(2 * 0.925**8, abs=0.15)
    assert found.inserted.low < 2 * 0.925**8 < found.inserted.high


def test_a_motif_that_is_attributed_and_does_nothing_is_said_to() -> None:
    found = effect(reads(WORD), word=OTHER)
    assert found.verdict == "no effect"
    assert "A copy in neutral sequences has no effect" in found.detail
    assert "it was attributed, and yet the model does not use it" in found.detail
    assert found.inserted is not None
    assert (found.inserted.low, found.inserted.high) == (0, 0)


def test_contributions_that_say_the_opposite_are_remarked_on() -> None:
    assert "its contributions say the opposite" in effect(reads(WORD, -1)).detail


def test_a_motif_that_works_beside_another_alone_is_seen_by_its_hits() -> None:
    found = effect(reads_both())
    assert found.verdict == "raises"
    assert found.inserted is not None
    assert found.inserted.value == 0
    assert found.removed is not None
    assert found.removed.value == pytest.approx(-2, abs=0.2)
    assert "works beside something else" in found.detail


def test_a_model_that_reads_composition_is_found_out() -> None:
    found = effect(Composition(), motifs=[motif("m", "GCGGCCGC", certainty=1.0)], hits=[])
    assert found.verdict == "raises"
    assert found.inserted == found.scrambled
    assert "so do its bases in another order" in found.detail
    assert "no hits" in found.detail


def test_two_copies_do_more_than_their_sum_at_their_spacing_alone() -> None:
    found = effect(Spaced(WORD, 20), options=PAIRS)
    by_orientation = {copies.orientation: copies for copies in found.copies}
    assert list(by_orientation) == ["same", "converging", "diverging"]
    same = by_orientation["same"]
    assert same.distances == (8, 12, 16, 20, 24)
    certain = [estimate.certain for estimate in same.interaction]
    assert certain == [False, False, False, True, False]
    # One of the two strands on which the copies lie is the one that is read.
    assert same.interaction[3].value == same.joint[3].value == pytest.approx(0.5)
    for other in ("converging", "diverging"):
        assert not any(one.certain for one in by_orientation[other].joint)


def test_copies_that_add_up_have_no_interaction() -> None:
    found = effect(Composition(), options=PAIRS)
    for copies in found.copies:
        for joint, interaction in zip(copies.joint, copies.interaction, strict=True):
            assert joint.value != 0
            assert interaction.value == pytest.approx(0, abs=1e-5)


def test_a_second_copy_that_adds_nothing_is_below_the_sum() -> None:
    same = effect(reads(WORD), options=PAIRS).copies[0]
    assert same.joint[0].value == pytest.approx(2)
    assert all(estimate.value == pytest.approx(-2) for estimate in same.interaction)


def test_two_copies_are_tried_of_the_motifs_of_most_seqlets() -> None:
    motifs = [motif("a", WORD, 30), motif("b", OTHER, 90), motif("c", WORD, 60)]
    found = effects(reads(WORD), motifs=motifs, hits=[], options=PAIRS)
    assert [bool(one.copies) for one in found.motifs] == [False, True, False]


def test_the_output_is_the_mean_over_the_folds() -> None:
    found = effect(reads(WORD, 1), reads(WORD, 3))
    assert found.inserted is not None
    assert found.inserted.value == pytest.approx(2)


def test_a_motif_longer_than_the_window_is_tried_by_its_hits_alone() -> None:
    long = motif("m", WORD * 8, certainty=1.0)
    found = effect(reads(WORD), motifs=[long], options=PAIRS)
    assert found.inserted is None
    assert found.copies == ()
    assert found.verdict == "raises"
    assert f"the motif (64 bp) is longer than the window ({LENGTH} bp)" in found.detail.lower()


def test_what_cannot_be_tried_is_said() -> None:
    found = effect(reads(WORD), motifs=[motif("m", WORD * 8)], hits=[])
    assert found.verdict == "not tested"
    assert "longer than the window" in found.detail
    assert "no hits" in found.detail


def test_without_motifs_there_is_nothing_to_try(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        found = effects(reads(WORD), motifs=[], hits=[])
    assert found.motifs == ()
    assert "there is no motif to try" in caplog.text


def test_hits_of_one_letter_cannot_be_shuffled_away() -> None:
    data = windows()
    codes = np.asarray(data.codes)
    rows = [row for row in range(N) if (codes[row, 10] == codes[row, 11])]
    hits = [
        replace(hit, start=hit.start + 2, end=hit.start + 4)
        for hit in hits_of("m", WORD, data, rows)
    ]
    assert hits
    found = effect(reads(WORD), hits=hits)
    assert found.removed is None
    assert "read the same however they are shuffled" in found.detail


@pytest.mark.parametrize("roomy", [0, 4])
def test_windows_full_of_hits_have_no_control(roomy: int) -> None:
    data = windows()
    full = [
        replace(hit, motif="n", start=hit.start - 8, end=hit.start + 52)
        for hit in hits_of("m", WORD, data, range(roomy, N))
    ]
    motifs = [motif("m", WORD, certainty=1.0), motif("n", OTHER)]
    found = effects(reads(WORD), motifs=motifs, hits=[*hits_of("m", WORD, data), *full])
    first = found.motifs[0]
    assert first.control is None
    assert first.removed is not None
    assert first.verdict == "raises"


def test_a_few_windows_do_not_make_a_verdict() -> None:
    few = hits_of("m", WORD, windows(), rows=range(3))
    found = effect(reads(WORD), motifs=[motif("m", WORD * 8)], hits=few)
    assert found.removed is not None
    assert found.removed.certain
    assert found.verdict == "not tested"
    assert "in 3 windows, too few" in found.detail


def test_a_change_that_is_negligible_does_not_count() -> None:
    model = Scanner([WORD, OTHER], lambda one, other: one + 0.001 * other)
    found = effects(model, word=OTHER)
    assert found.least == pytest.approx(0.02 * 0.5, rel=0.1)
    assert found.motifs[0].inserted is not None
    assert found.motifs[0].inserted.certain
    assert found.motifs[0].verdict == "no effect"
    every = QUICK.model_copy(update={"negligible": 0.0})
    assert effect(model, word=OTHER, options=every).verdict == "raises"


def test_what_any_word_does_is_no_effect() -> None:
    """The network answers every word a little, and with enough sequences that is certain."""
    rng = np.random.default_rng(1)
    words = ["".join(rng.choice(list("ACGT"), 8)) for _ in range(20)]
    motifs = [motif(f"random-{i}", word, certainty=1.0) for i, word in enumerate(words)]
    options = QUICK.model_copy(update={"sequences": 60, "words": 40})
    found = effects(
        Rough(5.0), motifs=[*motifs, motif("word", WORD, certainty=1.0)], hits=[], options=options
    )
    verdicts = [one.verdict for one in found.motifs]
    assert verdicts[-1] == "raises"
    assert sum(one.inserted.certain for one in found.motifs[:-1] if one.inserted) >= 8
    assert sum(verdict != "no effect" for verdict in verdicts[:-1]) <= 3


@pytest.mark.parametrize("batch_size", [7, 64])
def test_the_passes_are_counted_and_known_before(
    batch_size: int, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[tuple[float, int]] = []
    options = PAIRS.model_copy(update={"batch_size": batch_size})
    with caplog.at_level(logging.INFO):
        found = effects(
            reads(WORD), reads(WORD), options=options, progress=lambda *at: seen.append(at)
        )
    # Windows and neutral ones; a copy; pairs at five distances; hits and control of 20 windows;
    # words in 16 sequences on either strand.
    expected = 20 + 20 + 4 * 20 + 5 * 8 * 20 + 20 * (1 + 3 + 3) + 8 * 16 * 2
    assert found.calls == expected
    assert seen[-1] == (expected, expected)
    assert f"{expected:,} forward passes of one sequence, each by 2 folds" in caplog.text


def test_equal_seeds_give_equal_effects(tmp_path: Path) -> None:
    first = effects(reads(WORD), options=PAIRS)
    write_effects(tmp_path / "effects.json", first)
    assert read_effects(tmp_path / "effects.json") == first
    assert effects(reads(WORD), options=PAIRS) == first
    other = PAIRS.model_copy(update={"seed": 2})
    assert effects(Composition(), options=PAIRS) != effects(Composition(), options=other)
    assert first.of("m") == first.motifs[0]
    assert first.of("n") is None


class TwoHeads(nn.Module):
    """A profile of four positions, and its counts: the word raises both."""

    def __init__(self) -> None:
        super().__init__()
        self.counts = reads(WORD)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        counts = self.counts(x)
        slope = torch.arange(4.0).expand(len(x), 1, 4)
        return slope * counts[:, :, None], counts


@pytest.mark.parametrize(
    ("target", "unit"),
    [(None, "ln reads"), ("log-counts", "ln reads"), ("profile", "profile logit")],
)
def test_what_was_explained_is_what_is_measured(target: str | None, unit: str) -> None:
    profiles = card("profiles", tracks=[1], output_length=4)
    found = effects(TwoHeads(), model_card=profiles, target=target)
    assert found.unit == unit
    assert found.options["target"] == (target or "log-counts")
    (one,) = found.motifs
    assert one.verdict == "raises"
    assert one.inserted is not None
    logits = 2 * torch.arange(4.0)
    weighted = float(((logits - logits.mean()) * torch.softmax(logits, 0)).sum())
    assert one.inserted.value == pytest.approx(weighted if target == "profile" else 2, abs=1e-4)


def test_another_task_is_taken_off_where_that_was_explained() -> None:
    class Two(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.one = reads(WORD)

        def forward(self, x: Tensor) -> Tensor:
            return self.one(x) * torch.tensor([1.0, 3.0])

    found = effect(Two(), model_card=card(tasks=("A", "B")), target="minus B")
    assert found.verdict == "lowers"


def test_outputs_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ModelError, match="not a finite number"):
        effects(reads(WORD, float("nan")))


def test_hits_outside_their_windows_are_refused() -> None:
    (hit,) = hits_of("m", WORD, windows(), rows=[1])
    outside: Hit = replace(hit, start=hit.start - 9, end=hit.end - 9)
    with pytest.raises(StoreError, match="does not lie in its window"):
        effects(reads(WORD), hits=[outside])


def test_a_model_of_another_length_or_task_is_refused() -> None:
    with pytest.raises(ModelError, match="windows of 61 bp"):
        effects(reads(WORD), model_card=card().model_copy(update={"input_length": 61}))
    with pytest.raises(InputError, match="no task 'A'"):
        effects(reads(WORD), model_card=card(tasks=("B",)))
