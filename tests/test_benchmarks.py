"""What the benchmarks of training rest on; the benchmarks themselves take hours."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from motiflens.models.architectures import ARCHITECTURES
from motiflens.motifs.motif import Match, Motif
from motiflens.sequences.onehot import encode

FOLDER = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def benchmarks() -> Iterator[dict[str, ModuleType]]:
    """Yield the scripts, which import each other by name."""
    loaded = {}
    for name in ("tables", "simulated", "anchoring", "architectures"):
        spec = spec_from_file_location(name, FOLDER / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        loaded[name] = sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(loaded[name])
    yield loaded
    for name in loaded:
        del sys.modules[name]


def test_every_architecture_is_trained(benchmarks: dict[str, ModuleType]) -> None:
    assert benchmarks["architectures"].CASES.keys() == ARCHITECTURES.keys()


def test_classes_are_those_of_the_simulation(benchmarks: dict[str, ModuleType]) -> None:
    simulated = benchmarks["simulated"]
    made = {task: simulated.simulated("REB1", 80, 60, seed=seed) for seed, task in enumerate("AB")}
    windows = simulated.classes(made, test=0.2)
    assert windows.tasks == ("A", "B")
    assert windows.labels.sum(axis=0).tolist() == [40, 40]
    assert (windows.codes[:40] == made["A"].codes[:40]).all()
    assert len(windows.negatives()) == 80


def test_profiles_go_with_their_sequences(benchmarks: dict[str, ModuleType]) -> None:
    simulated = benchmarks["simulated"]
    made = simulated.simulated("REB1", 60, 120, span=60, seed=0)
    windows = simulated.profiles(made, 80, tracks=2, test=0.2)
    assert windows.profiles.shape == (60, 2, 80)
    reads = windows.profiles.sum(axis=(1, 2))
    assert reads[windows.labels[:, 0] == 1].min() > reads[windows.labels[:, 0] == 0].max()


def test_the_ideal_observer_sums_over_places_and_strands(
    benchmarks: dict[str, ModuleType],
) -> None:
    simulated = benchmarks["simulated"]
    matrix = np.maximum(simulated.known_motifs()["REB1"].probability, 1e-6) / simulated.YEAST
    codes = encode("ACCGGGTAACAGTTTACCCGA")
    expected = []
    for start in range(len(codes) - len(matrix) + 1):
        for strand in (matrix, matrix[::-1, ::-1]):
            expected.append(np.prod([strand[at, codes[start + at]] for at in range(len(matrix))]))
    assert simulated.log_odds(codes[None], "REB1")[0] == pytest.approx(np.log(np.mean(expected)))


def test_rows_are_read_as_they_were_written(
    benchmarks: dict[str, ModuleType], tmp_path: Path
) -> None:
    anchoring = benchmarks["anchoring"]
    rows = [
        anchoring.Row("small-cnn", "yeast", anchored, 3, "Reb1", -1.5, 99.25, 10, 0, 2, 0.9)
        for anchored in (False, True)
    ]
    anchoring.write_rows(tmp_path / "rows.tsv", rows)
    assert anchoring.read_rows(tmp_path / "rows.tsv") == rows
    assert anchoring.read_rows(tmp_path / "none.tsv") == []


def test_a_motif_is_named_by_its_best_match_alone(benchmarks: dict[str, ModuleType]) -> None:
    def motif(*matches: tuple[str, bool]) -> Motif:
        flat = ((0.25,) * 4,) * 6
        return Motif(
            name="Reb1.deeplift.pos.0",
            sign="positive",
            n_seqlets=30,
            consensus="TTACCC",
            probability=flat,
            contribution=flat,
            hypothetical=flat,
            trim=(0, 6),
            matches=tuple(
                Match(
                    id=name,
                    name=name,
                    q_value=0.01,
                    p_value=0.01,
                    overlap=6,
                    offset=0,
                    strand="+",
                    significant=significant,
                )
                for name, significant in matches
            ),
        )

    named = benchmarks["anchoring"].matches
    assert named(motif(("REB1", True), ("ABF1", True)), "REB1")
    assert not named(motif(("REB1", True), ("ABF1", True)), "ABF1")
    assert not named(motif(("REB1", False)), "REB1")
    assert not named(motif(), "REB1")
