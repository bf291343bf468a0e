"""The table of references and the recommendation made from it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import pearsonr

from motiflens.attribution.compare_references import (
    COLUMNS,
    ReferenceRow,
    Tried,
    compare_references,
    recommend,
)
from motiflens.errors import InputError

NEGATIVES = np.linspace(-8, 0, 200)
RNG = np.random.default_rng(0)
SCORES = RNG.normal(size=(7, 30)).astype(np.float32)
OTHER = RNG.normal(size=(7, 30)).astype(np.float32)
CLOSE = SCORES + 0.1 * OTHER
SOUND, SUSPECT = -6.0, 3.0


def shuffles(motifs: tuple[str, ...] | None = None, output: float = SOUND) -> Tried:
    return Tried("dinucleotide-shuffles", SCORES, np.full((7, 20), output), motifs)


def advice(*tried: Tried) -> str:
    return recommend(compare_references(tried, NEGATIVES, "negatives"))


def rows(*tried: Tried) -> dict[str, ReferenceRow]:
    return {row.name: row for row in compare_references(tried, NEGATIVES, "negatives")}


@pytest.mark.parametrize("shape", [(7, 30), (7, 5, 6)])
def test_agreement_is_the_median_correlation_of_a_sequence(shape: tuple[int, ...]) -> None:
    a, b = (Tried(name, scores.reshape(shape), 0) for name, scores in [("a", SCORES), ("b", OTHER)])
    table = rows(a, b, shuffles()) if shape == SCORES.shape else rows(a, b)
    wanted = np.median([pearsonr(x, y).statistic for x, y in zip(SCORES, OTHER, strict=True)])
    assert table["a"].agreement["b"] == pytest.approx(wanted, abs=1e-6)
    assert table["b"].agreement["a"] == pytest.approx(wanted, abs=1e-6)
    assert "a" not in table["a"].agreement


@pytest.mark.parametrize("factor", [1e-20, 1e20])
def test_agreement_does_not_depend_on_the_unit(factor: float) -> None:
    table = rows(shuffles(), Tried("background", SCORES.astype(np.float64) * factor + factor, 0))
    assert table["background"].agreement["dinucleotide-shuffles"] == pytest.approx(1)


def test_sequences_whose_scores_do_not_vary_are_left_out() -> None:
    flat = CLOSE.copy()
    flat[:6] = 0.1
    table = rows(shuffles(), Tried("background", flat, 0), Tried("gc", np.full_like(flat, 0.1), 0))
    wanted = pearsonr(SCORES[6], flat[6]).statistic
    assert table["background"].agreement["dinucleotide-shuffles"] == pytest.approx(wanted, abs=1e-6)
    assert np.isnan(table["gc"].agreement["dinucleotide-shuffles"])


def test_motifs_kept_are_those_of_the_shuffles() -> None:
    table = rows(
        shuffles(("REB1", "ABF1", "CBF1")),
        Tried("background", CLOSE, SOUND, ("REB1", "junk")),
        Tried("gc", CLOSE, SOUND),
    )
    kept = {name: (row.motifs_kept, row.motifs_standard) for name, row in table.items()}
    assert kept == {"dinucleotide-shuffles": (3, 3), "background": (1, 3), "gc": (None, None)}


def test_a_row_reads_as_a_row_of_a_table() -> None:
    table = rows(shuffles(("REB1",)), Tried("background", CLOSE, SUSPECT, ()))
    assert all(len(row.cells) == len(COLUMNS) for row in table.values())
    agreement = table["background"].agreement["dinucleotide-shuffles"]
    assert table["background"].cells == (
        "background", "1", "3.00", "100.0", "suspect", f"{agreement:.2f}", "0/1",
    )  # fmt: skip
    assert table["dinucleotide-shuffles"].cells[5:] == ("-", "1/1")
    assert rows(Tried("background", CLOSE, SOUND))["background"].cells[5:] == ("-", "-")


def test_a_single_reference_that_agrees_is_recommended_as_cheapest() -> None:
    words = advice(shuffles(), Tried("background", CLOSE, SOUND), Tried("uniform", CLOSE, SOUND))
    assert words.startswith("Use `background`")
    assert "one reference of each sequence instead of 20" in words
    assert "Not" not in words


def test_one_that_agrees_goes_before_one_that_does_not() -> None:
    words = advice(Tried("background", OTHER, SOUND), Tried("gc", CLOSE, SOUND), shuffles())
    assert words.startswith("Use `gc`")


@pytest.mark.parametrize(("noise", "chosen"), [(0.6, "background"), (0.8, "dinucleotide-shuffles")])
def test_agreement_is_from_a_median_of_four_fifths(noise: float, chosen: str) -> None:
    scores = SCORES + noise * OTHER
    row = rows(shuffles(), Tried("background", scores, SOUND))["background"]
    assert (row.agreement["dinucleotide-shuffles"] >= 0.8) == (chosen == "background")
    assert advice(shuffles(), Tried("background", scores, SOUND)).startswith(f"Use `{chosen}`")


def test_shuffles_are_recommended_where_single_references_differ() -> None:
    words = advice(Tried("background", OTHER, SOUND), shuffles())
    assert words.startswith("Use `dinucleotide-shuffles`")
    agreement = rows(Tried("background", OTHER, SOUND), shuffles())["background"].agreement
    assert f"`background` are others (median r {agreement['dinucleotide-shuffles']:.2f})" in words


def test_a_single_reference_that_loses_a_motif_does_not_stand_for_the_shuffles() -> None:
    words = advice(Tried("background", CLOSE, SOUND, ("ABF1",)), shuffles(("REB1", "ABF1")))
    assert words.startswith("Use `dinucleotide-shuffles`")
    assert "1 of 2 motifs kept" in words
    words = advice(Tried("background", CLOSE, SOUND, ("REB1", "ABF1")), shuffles(("REB1", "ABF1")))
    assert words.startswith("Use `background`")
    assert "2 of 2 motifs are kept" in words


def test_a_suspect_reference_is_never_recommended() -> None:
    words = advice(Tried("background", CLOSE, SUSPECT), shuffles())
    assert words.startswith("Use `dinucleotide-shuffles`")
    assert "Not `background`: the model's output there is above 99 %" in words
    assert "for negatives" in words


def test_zeros_and_scores_that_do_not_vary_stand_for_nothing() -> None:
    words = advice(Tried("zeros", CLOSE, SOUND), shuffles())
    assert words.startswith("Use `dinucleotide-shuffles`, which are DNA: no single reference")
    words = advice(Tried("gc", np.zeros_like(CLOSE), SOUND), shuffles())
    assert "`gc` are others (they do not vary)" in words


@pytest.mark.parametrize("output", [None, SUSPECT])
def test_without_sound_shuffles_dna_goes_first(output: float | None) -> None:
    tried = [] if output is None else [shuffles(output=output)]
    tried += [Tried("background", SCORES, SOUND)]
    words = advice(*tried)
    assert words.startswith("Use `background`")
    assert "no scores against `dinucleotide-shuffles` that could be relied on" in words
    assert ("Not `dinucleotide-shuffles`" in words) == (output is not None)
    pool = Tried("gc-matched", OTHER, np.full(20, SOUND))
    assert advice(*tried, pool).startswith("Use `gc-matched`: it is DNA")


def test_where_all_are_suspect_none_is_recommended() -> None:
    words = advice(Tried("background", SCORES, SUSPECT), Tried("uniform", SCORES, SUSPECT))
    assert words.startswith("Use none")
    assert words.index("dinucleotide-shuffles") < words.index("LRP") < words.index("anchored")
    words = advice(Tried("background", SCORES, SUSPECT), shuffles(output=SUSPECT))
    assert words.startswith("Use none")
    assert "dinucleotide-shuffles" not in words
    assert "LRP" in words


@pytest.mark.parametrize(
    ("scores", "message"),
    [(SCORES[:3], r"'gc' have the shape \(3, 30\)"), (SCORES * np.nan, "'gc' are not finite")],
)
def test_scores_that_cannot_be_compared_are_refused(
    scores: NDArray[np.float32], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        rows(shuffles(), Tried("gc", scores, 0))


@pytest.mark.parametrize("tried", [(), (shuffles(), shuffles())])
def test_references_need_names_of_their_own(tried: tuple[Tried, ...]) -> None:
    with pytest.raises(InputError, match="no references to compare, or two of one name"):
        rows(*tried)
