"""Matches in a database: the right one first, on the right strand, with honest q-values."""

from __future__ import annotations

import logging

import memelite
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motiflens.motifs.database import KnownMotif, read_database
from motiflens.motifs.matching import match_motifs, q_values
from motiflens.motifs.motif import Motif
from motifs.test_database import FUNGI

CODES = {"A": "A", "C": "C", "G": "G", "T": "T", "R": "AG", "Y": "CT", "N": "ACGT"}


@pytest.fixture(scope="module")
def fungi() -> list[KnownMotif]:
    return read_database(FUNGI)


def motif(consensus: str, flank: int = 0, name: str = "x") -> Motif:
    """Return a motif of these letters, drawn without the ``flank`` on either side."""
    letters = "C" * flank + consensus + "A" * flank
    rows = [[0.01 + 0.96 * (base in CODES[x]) / len(CODES[x]) for base in "ACGT"] for x in letters]
    matrix = tuple(tuple(row) for row in rows)
    return Motif(
        name=name,
        sign="positive",
        n_seqlets=100,
        consensus=consensus,
        probability=matrix,
        contribution=matrix,
        hypothetical=matrix,
        trim=(flank, flank + len(consensus)),
    )


# What discovery gave for Reb1, to two decimals.
REB1 = (
    (0.15, 0.22, 0.19, 0.44),
    (0.35, 0.12, 0.46, 0.07),
    (0.03, 0.03, 0.01, 0.93),
    (0.06, 0.04, 0.01, 0.89),
    (0.96, 0.01, 0.01, 0.02),
    (0.00, 0.99, 0.01, 0.00),
    (0.00, 1.00, 0.00, 0.00),
    (0.01, 0.98, 0.00, 0.01),
    (0.03, 0.01, 0.86, 0.10),
    (0.16, 0.20, 0.54, 0.10),
    (0.42, 0.33, 0.10, 0.15),
    (0.17, 0.26, 0.14, 0.43),
)


@pytest.mark.parametrize("reverse", [False, True])
def test_reb1_is_known(fungi: list[KnownMotif], reverse: bool) -> None:
    rows = tuple(row[::-1] for row in REB1[::-1]) if reverse else REB1
    given = motif("TTACCCG").model_copy(update={"probability": rows, "trim": (0, 12)})
    (found,) = match_motifs([given], fungi, 0.05)
    assert found.matches[0].id.startswith("MA0363")
    assert found.matches[0].strand == ("-" if reverse else "+")
    assert found.matches[0].q_value < 1e-6


def test_the_core_of_reb1_is_that_of_reb1_and_its_homologue(fungi: list[KnownMotif]) -> None:
    (found,) = match_motifs([motif("TTACCCG")], fungi, 0.05)
    (match,) = [match for match in found.matches if match.significant]
    assert {match.name, *match.alike} == {"REB1", "NSI1"}


@pytest.mark.parametrize(("consensus", "strand"), [("RTCAYNNNNNACG", "-"), ("CGTNNNNNRTGAY", "+")])
def test_abf1_is_known(fungi: list[KnownMotif], consensus: str, strand: str) -> None:
    (found,) = match_motifs([motif(consensus, flank=6)], fungi, 0.05)
    assert found.matches[0].id.startswith("MA0265")
    assert found.matches[0].strand == strand
    assert found.matches[0].significant
    assert len(found.matches) == 3
    assert [match.q_value for match in found.matches] == sorted(m.q_value for m in found.matches)


def test_the_drawn_part_is_what_is_matched(fungi: list[KnownMotif]) -> None:
    (plain,) = match_motifs([motif("TTACCCG")], fungi, 0.05)
    (flanked,) = match_motifs([motif("TTACCCG", flank=9)], fungi, 0.05)
    assert flanked.matches == plain.matches
    assert all(match.overlap <= len("TTACCCG") for match in flanked.matches)


def test_the_numbers_are_those_of_the_matrix_that_is_drawn(fungi: list[KnownMotif]) -> None:
    """TOMTOM is asked about the drawn part alone; its p-values are corrected over the database."""
    asked = motif("RTCAYNNNNNACG", flank=6)
    drawn = asked.drawn("probability")
    p_values, _, offsets, _, _ = memelite.tomtom([drawn.T], [one.probability.T for one in fungi])
    expected = dict(zip((one.id for one in fungi), q_values(p_values[0].clip(0, 1)), strict=True))
    (found,) = match_motifs([asked], fungi, 0.05)
    for match in found.matches:
        assert match.q_value == pytest.approx(expected[match.id])
    assert found.matches[0].p_value == p_values.min()
    assert found.matches[0].offset == offsets[0, p_values[0].argmin()]


def test_the_offset_says_where_the_motif_begins_in_the_known_one(fungi: list[KnownMotif]) -> None:
    reb1 = next(known for known in fungi if known.id.startswith("MA0363"))
    rows = tuple(tuple(row) for row in reb1.probability.tolist())
    cut = motif("TTACCCG").model_copy(update={"probability": rows, "trim": (2, len(rows))})
    wide = cut.model_copy(
        update={"probability": ((0.25,) * 4,) * 3 + rows, "trim": (0, len(rows) + 3)}
    )
    inside, before = match_motifs([cut, wide], fungi, 0.05)
    assert inside.matches[0].offset == 2
    assert before.matches[0].offset == -3


def known(name: str, consensus: str) -> KnownMotif:
    return KnownMotif(name, name, motif(consensus).drawn("probability"))


def test_known_motifs_that_are_one_are_one_match_that_names_the_others() -> None:
    """Both strands, shifts and versions of the same name are the same motif."""
    rng = np.random.default_rng(0)
    noise = [KnownMotif(f"n{i}", f"n{i}", rng.dirichlet([1] * 4, 8)) for i in range(60)]
    same = [known("b", "CGGGTAA"), known("c", "NTTACCCG"), known("a", "TTACCCG")]
    other = known("d", "TTACCAA")
    (found,) = match_motifs([motif("TTACCCG")], [*noise, *same, same[0], other], 0.05)
    first, second, third = found.matches
    assert first.significant
    assert sorted([first.name, *first.alike]) == ["a", "b", "c"]
    assert second.name == "d"
    assert second.alike == third.alike == ()
    assert third.name.startswith("n")


def test_what_is_not_significant_is_not_named_beside_another() -> None:
    rng = np.random.default_rng(0)
    noise = [KnownMotif(f"n{i}", f"n{i}", rng.dirichlet([1] * 4, 8)) for i in range(60)]
    (found,) = match_motifs([motif("TTACCCG")], [*noise, *noise], 1e-9)
    assert not any(match.significant for match in found.matches)
    assert all(match.alike == () for match in found.matches)
    assert len({match.name for match in found.matches}) == 3


def test_what_is_alike_by_chance_is_not_significant(fungi: list[KnownMotif]) -> None:
    (found,) = match_motifs([motif("NNANN")], fungi, 0.05)
    assert len(found.matches) == 3
    assert not any(match.significant for match in found.matches)
    assert all(match.q_value > 0.05 for match in found.matches)


def test_the_threshold_decides_what_is_significant(fungi: list[KnownMotif]) -> None:
    (found,) = match_motifs([motif("TTACCCG")], fungi, 1)
    assert all(match.significant for match in found.matches)
    assert all(match.q_value >= match.p_value for match in found.matches)


def test_without_a_database_there_is_no_match() -> None:
    assert match_motifs([motif("TTACCCG")], [], 0.05) == (motif("TTACCCG"),)


def test_a_small_database_is_remarked_on_and_kept_whole(
    fungi: list[KnownMotif], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        (found,) = match_motifs([motif("TTACCCG")], fungi[:2], 0.05)
    assert len(found.matches) == 2
    assert "only 2 motifs" in caplog.text


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_values_are_those_of_benjamini_and_hochberg(p_values: list[float]) -> None:
    m = len(p_values)
    slow = []
    for p in p_values:
        larger = [other for other in p_values if other >= p]
        ranks = [sum(value <= other for value in p_values) for other in larger]
        slow.append(min(1.0, min(x * m / rank for x, rank in zip(larger, ranks, strict=True))))
    np.testing.assert_allclose(q_values(np.array(p_values)), slow, rtol=1e-12)
