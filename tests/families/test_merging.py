"""Families: what was planted as one motif is one, however it was found."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from motiflens.errors import InputError
from motiflens.families.clustering import cluster
from motiflens.families.finding import found_by_task
from motiflens.families.merging import merge
from motiflens.families.record import Family, Member, read_families, write_families
from motiflens.motifs.likeness import align
from motiflens.motifs.motif import Match, Motif, MotifSet
from motiflens.sequences.onehot import encode, one_hot

FLANK = 3


def motif(
    name: str,
    word: str,
    n_seqlets: int = 50,
    *,
    scale: float = 1.0,
    reverse: bool = False,
    certainty: float = 0.9,
    q_value: float | None = None,
) -> Motif:
    """Return a motif whose word is drawn, with ``FLANK`` positions on either side that are not."""
    letters = one_hot(encode(word)).T.astype(float)
    drawn = certainty * letters + (1 - certainty) / 4
    whole = np.concatenate([np.full((FLANK, 4), 0.25), drawn, np.full((FLANK, 4), 0.25)])
    contribution = np.pad(scale * letters, ((FLANK, FLANK), (0, 0)))
    if reverse:
        whole, contribution = whole[::-1, ::-1], contribution[::-1, ::-1]
    return Motif(
        name=name,
        sign="positive" if scale > 0 else "negative",
        n_seqlets=n_seqlets,
        consensus=word,
        probability=whole.tolist(),
        contribution=contribution.tolist(),
        hypothetical=contribution.tolist(),
        trim=(FLANK, FLANK + len(word)),
        matches=() if q_value is None else (match(name, q_value),),
    )


def match(name: str, q_value: float) -> Match:
    return Match(
        id=f"id.{name}", name=f"known {name}", q_value=q_value, p_value=q_value, overlap=6,
        offset=0, strand="+", significant=q_value <= 0.05,
    )  # fmt: skip


def motif_set(task: str, method: str, *motifs: Motif) -> MotifSet:
    return MotifSet(
        schema="motiflens/motifs/2", task=task, method=method, background=(0.25,) * 4, tried={},
        message=None if motifs else "no motif", motifs=motifs,
    )  # fmt: skip


SETS = (
    motif_set(
        "A", "deeplift",
        motif("A.d.0", "GTTACCCGG", 90, q_value=1e-3),
        motif("A.d.1", "CGTATTACGAT", 40, q_value=0.5),
        motif("A.d.neg", "GTTACCCGG", 20, scale=-1.0),
    ),
    motif_set("A", "lrp", motif("A.l.0", "TTACCCGGA", 70, scale=30.0, reverse=True, q_value=1e-6)),
    motif_set("B", "deeplift", motif("B.d.0", "TTACCCG", 60)),
    motif_set("B", "lrp"),
)  # fmt: skip


def family(name: str, sets: tuple[MotifSet, ...] = SETS) -> Family:
    found = merge(sets, 0.8).of(name)
    assert found is not None
    return found


def test_one_motif_of_several_tasks_and_methods_is_one_family() -> None:
    found = merge(SETS, 0.8)
    assert [{member.name for member in one.members} for one in found.families] == [
        {"A.d.0", "A.l.0", "B.d.0"},
        {"A.d.1"},
        {"A.d.neg"},
    ]
    assert [one.name for one in found.families] == ["family.1", "family.2", "family.3"]
    assert [one.sign for one in found.families] == ["positive", "positive", "negative"]
    assert found.of("none") is None


def test_the_first_member_has_most_seqlets_and_the_others_lie_along_it() -> None:
    first, second, third = family("A.d.0").members
    assert (first.name, first.strand, first.offset) == ("A.d.0", "+", 0)
    assert first.likeness == pytest.approx(1)
    assert (second.name, second.strand, second.offset) == ("A.l.0", "-", 1)
    assert second.likeness == pytest.approx(8 / 9)
    assert (third.name, third.strand, third.offset) == ("B.d.0", "+", 1)
    assert third.likeness == pytest.approx(7 / np.sqrt(63))


def test_frequencies_are_those_of_the_members_by_seqlets() -> None:
    found = family("A.d.0")
    assert found.consensus == "GTTACCCGG"
    rows = np.array(found.probability)
    assert rows.shape == (9, 4)
    np.testing.assert_allclose(rows.sum(axis=1), 1)
    # G, which all cover, but for the second and third with what lies before their words.
    np.testing.assert_allclose(rows[0, 2], (90 * 0.925 + 130 * 0.25) / 220)
    np.testing.assert_allclose(rows[1], [0.025, 0.025, 0.025, 0.925])
    np.testing.assert_allclose(rows[8, 2], (160 * 0.925 + 60 * 0.25) / 220)


def test_the_best_match_of_any_member_is_the_family_s() -> None:
    assert family("A.d.0").match == ("id.A.l.0", "known A.l.0")
    assert family("A.d.1").match is None


def test_each_task_says_which_methods_found_it() -> None:
    a, b = family("A.d.0").tasks
    assert (a.task, a.found_by, a.missed_by) == ("A", ("deeplift", "lrp"), ())
    assert a.agreement == pytest.approx(8 / 9)
    assert (b.task, b.found_by, b.missed_by) == ("B", ("deeplift",), ("lrp",))
    assert b.agreement is None
    (only,) = family("A.d.1").tasks
    assert (only.task, only.missed_by) == ("A", ("lrp",))


def test_methods_agree_as_much_as_their_most_similar_members() -> None:
    members = [
        Member(name=n, task="A", method=m, n_seqlets=9, likeness=1, strand="+", offset=0)
        for n, m in (("a", "x"), ("b", "y"), ("c", "y"), ("d", "z"))
    ]
    likeness = np.array([[1, 0.7, 0.9, 0.8], [0, 1, 0.9, 0.6], [0, 0, 1, 0.5], [0, 0, 0, 1]])
    (found,) = found_by_task(members, likeness, {"A": ["x", "y", "z"], "B": ["x"]})
    assert found.agreement == pytest.approx(np.mean([0.9, 0.8, 0.6]))


def random_sets(seed: int) -> tuple[MotifSet, ...]:
    """Return three sets of words of which many differ by a letter or two."""
    rng = np.random.default_rng(seed)
    words = []
    for _ in range(6):
        word = rng.choice(list("ACGT"), 9)
        for _ in range(4):
            other = word.copy()
            other[rng.integers(9)] = rng.choice(list("ACGT"))
            words.append("".join(other))
    methods = ("x", "y", "z")
    return tuple(
        motif_set("A", m, *(motif(f"{m}.{i}", w, 30) for i, w in enumerate(words[k::3])))
        for k, m in enumerate(methods)
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_sets_and_motifs_does_not_matter(seed: int) -> None:
    sets = random_sets(seed)
    expected = merge(sets, 0.8)
    assert 1 < len(expected.families) < 24
    for order in permutations(sets):
        turned = [one.model_copy(update={"motifs": one.motifs[::-1]}) for one in order]
        assert merge(turned, 0.8) == expected


def test_groups_are_joined_by_their_mean_likeness() -> None:
    likeness = np.eye(4)
    likeness[0, 1] = likeness[1, 0] = 0.9
    likeness[0, 2] = likeness[2, 0] = 0.85
    likeness[1, 2] = likeness[2, 1] = 0.7
    first, second, third, fourth = cluster(likeness, 0.8)
    assert first == second != third
    assert fourth not in {first, third}
    assert len(set(cluster(likeness, 0.77))) == 2


@pytest.mark.parametrize("n", [0, 1])
def test_few_motifs_need_no_clustering(n: int) -> None:
    assert len(cluster(np.eye(n), 0.8)) == n


def test_without_motifs_there_are_no_families() -> None:
    assert merge([motif_set("A", "x")], 0.8).families == ()
    assert merge([], 0.8).families == ()


def test_results_that_come_twice_are_refused() -> None:
    with pytest.raises(InputError, match="A by lrp were given twice"):
        merge([SETS[1], SETS[0], SETS[1]], 0.8)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    found = merge(SETS, 0.8)
    write_families(tmp_path / "families.json", found)
    assert read_families(tmp_path / "families.json") == found
    first = (tmp_path / "families.json").read_bytes()
    write_families(tmp_path / "families.json", merge(SETS[::-1], 0.8))
    assert (tmp_path / "families.json").read_bytes() == first


def test_a_likeness_is_that_of_the_alignment_to_the_first() -> None:
    for one in merge(random_sets(0), 0.8).families:
        drawn = {m.name: m.drawn("contribution") for s in random_sets(0) for m in s.motifs}
        for member in one.members:
            found = align([drawn[one.members[0].name]], [drawn[member.name]])
            assert member.likeness == pytest.approx(found.likeness[0, 0])
