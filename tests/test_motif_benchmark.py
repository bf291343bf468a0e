"""What the simulation of many motifs rests on; the benchmark itself takes an hour."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from hits.conftest import motif_of
from motiflens.hits.table import Hit
from motiflens.sequences.onehot import decode, reverse_complement

FOLDER = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def planted() -> Iterator[ModuleType]:
    """Yield the script, and let it import the other by name."""
    before = {name: sys.modules.get(name) for name in ("simulated", "planted")}
    for name in before:
        spec = spec_from_file_location(name, FOLDER / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    yield sys.modules["planted"]
    for name, module in before.items():
        del sys.modules[name]
        if module is not None:
            sys.modules[name] = module


def test_sequences_hold_their_sites_and_negatives_no_target(planted: ModuleType) -> None:
    made = planted.plant_many(200, 200, seed=3)
    known = planted.known_motifs()
    targets = np.zeros(200, dtype=int)
    taken = np.zeros((200, 200), dtype=int)
    scores = []
    for site in made.sites:
        matrix = known[site.motif].probability
        width = len(matrix)
        targets[site.row] += site.motif in planted.TARGETS
        taken[site.row, site.start : site.start + width] += 1
        letters = made.codes[site.row, site.start : site.start + width]
        read = reverse_complement(letters) if site.strand == "-" else letters
        scores.append(matrix[np.arange(width), read].min())
    assert min(scores) > 0
    assert taken.max() == 1
    assert set(targets) == {0, 1, 2, 3}
    np.testing.assert_array_equal(made.labels, targets > 0)
    assert (np.diff(made.labels) <= 0).all()


def test_hits_on_sites_are_right_and_others_are_not(planted: ModuleType) -> None:
    made = planted.plant_many(120, 200, seed=4)
    matrix = planted.known_motifs()["ABF1"].probability
    flipped = matrix[::-1, ::-1]
    motif = motif_of("A.deeplift.pos.0", "A" * len(matrix), flank=2)
    frequencies = tuple(map(tuple, np.pad(flipped, ((2, 2), (0, 0)), constant_values=0.25)))
    motif = motif.model_copy(update={"probability": frequencies, "trim": (1, len(matrix) + 3)})
    (origin,) = planted.origins([motif])
    assert (origin.name, origin.offset, origin.reverse) == ("ABF1", 1, True)

    def hit(site: object, shift: int = 0, turned: bool = False) -> Hit:
        start = max(site.start - 1 + shift, 0)  # type: ignore[attr-defined]
        end = min(site.start + len(matrix) + 1 + shift, 200)  # type: ignore[attr-defined]
        strand = "+-"[(site.strand == "+") != turned]  # type: ignore[attr-defined]
        row = site.row  # type: ignore[attr-defined]
        letters = decode(made.codes[row, start:end])
        return Hit("", start, end, motif.name, 0.9, strand, letters, 1.0, 1.0, row, row)

    sites = made.of("ABF1")
    assert len(sites) > 10
    count = len(sites)
    right = [hit(site) for site in sites]
    assert planted.found_sites(made, right, motif, origin) == (count, count)
    assert planted.found_sites(made, right + right, motif, origin) == (2 * count, count)
    inside = [site for site in sites if 10 < site.start < 170]
    near = [hit(site, shift=2) for site in inside]
    assert planted.found_sites(made, near, motif, origin)[1] == len(inside)
    far = [hit(site, shift=3) for site in inside]
    assert planted.found_sites(made, far, motif, origin)[1] == 0
    turned = [hit(site, turned=True) for site in inside]
    assert planted.found_sites(made, turned, motif, origin)[1] == 0


def test_palindromes_are_known(planted: ModuleType) -> None:
    alike = {n for n in planted.TARGETS if planted.own_complement(n)[0] >= 0.8}
    assert alike == {"GCN4", "MCM1", "CBF1", "ZAP1"}
    assert planted.own_complement("CBF1")[1] == 0
