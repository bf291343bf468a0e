"""Hits, effects and families must be of the motifs, the model and the data of the report."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from motiflens.errors import StoreError
from report.made_up import MadeUp
from sealed import change


@pytest.fixture
def copy(made_up: MadeUp, tmp_path: Path) -> MadeUp:
    """Return a copy of the run that a test may spoil."""
    folder = Path(shutil.copytree(made_up.folder, tmp_path / "copy"))
    results = tuple(folder / path.relative_to(made_up.folder) for path in made_up.results)
    return MadeUp(folder, results)


def test_all_that_stands_beside_is_read(made_up: MadeUp) -> None:
    inputs = made_up.inputs()
    assert inputs.families is not None
    for result in inputs.results:
        assert result.beside.hits is not None
        assert result.beside.effects is not None
        for motif in result.motifs.motifs:
            hits = result.beside.of(motif.name)
            sizes = [abs(hit.contribution) for hit in hits]
            assert {hit.motif for hit in hits} <= {motif.name}
            assert sizes == sorted(sizes, reverse=True)
            assert list(result.beside.of(motif.name, 2)) == list(hits[:2])


def test_a_run_without_them_is_read_too(copy: MadeUp) -> None:
    shutil.rmtree(copy.results[0] / "hits")
    (copy.results[0] / "effects.json").unlink()
    beside = copy.inputs(families=False).results[0].beside
    assert (beside.hits, beside.table, beside.effects) == (None, None, None)


def test_hits_between_two_places(made_up: MadeUp) -> None:
    beside = made_up.inputs().results[0].beside
    every = list(beside.table or ())
    assert every
    start, end = 100_000, 300_000
    expected = {hit for hit in every if hit.start >= start and hit.end <= end}
    found = beside.between("chrI", start, end)
    assert set(found) == expected != set()
    assert [hit.start for hit in found] == sorted(hit.start for hit in found)
    assert beside.between("chrII", start, end) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "what"),
    [
        ("hits/hits.json", '"task": "Reb1"', '"task": "Abf1"', "hits are of Abf1 by deeplift"),
        ("hits/hits.json", "Reb1.deeplift.pos.2", "Reb1.deeplift.pos.9", "other motifs"),
        ("hits/hits.tsv", "Reb1.deeplift.pos.2", "Reb1.deeplift.pos.9", "a hit is of Reb1"),
        ("effects.json", '"method": "deeplift"', '"method": "lrp"', "effects are of Reb1 by lrp"),
        ("effects.json", "Reb1.deeplift.pos.2", "Reb1.deeplift.pos.9", "other motifs"),
        ("effects.json", "abab", "cdcd", "effects were computed with another model"),
    ],
)
def test_what_is_of_another_result_is_refused(
    copy: MadeUp, name: str, old: str, new: str, what: str
) -> None:
    change(copy.results[0] / name, old, new)
    with pytest.raises(StoreError, match=what) as caught:
        copy.inputs()
    assert caught.value.where == str(copy.results[0])
    assert "motiflens" in (caught.value.fix or "") or "give the model" in (caught.value.fix or "")


def test_families_of_other_motifs_are_refused(copy: MadeUp) -> None:
    change(copy.folder / "families.json", "Reb1.deeplift.pos.2", "Reb1.deeplift.pos.9")
    with pytest.raises(StoreError, match="families are of other motifs of Reb1 by DeepLIFT"):
        copy.inputs()


def test_families_of_more_results_than_are_shown_will_do(copy: MadeUp) -> None:
    fewer = replace(copy, results=copy.results[:1])
    assert len(fewer.inputs().results) == 1
