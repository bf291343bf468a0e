"""What the leaderboard measures, and how it ranks; the networks that it trains take minutes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch

from motiflens.evaluation.case import Case
from motiflens.evaluation.known_networks import KNOWN
from motiflens.sequences.grammars import SimulatedGrammar, simulate_grammar
from motiflens.sequences.onehot import encode

FOLDER = Path(__file__).parents[1] / "benchmarks"
FIRST, SECOND = np.eye(4)[encode("GATTACA")], np.eye(4)[encode("CCGTC")]


@pytest.fixture(scope="module")
def board() -> Iterator[ModuleType]:
    """Yield the script, which imports others by name."""
    names = ("simulated", "standings", "leaderboard")
    for name in names:
        spec = spec_from_file_location(name, FOLDER / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    yield sys.modules["leaderboard"]
    for name in names:
        del sys.modules[name]


@pytest.fixture(scope="module")
def standings(board: ModuleType) -> ModuleType:
    """Return the script's tables."""
    assert board.overall.__module__ == "standings"
    return sys.modules["standings"]


def _made(grammar: str, n: int = 60) -> SimulatedGrammar:
    return simulate_grammar(grammar, (FIRST, SECOND), n, 60, seed=1)


@pytest.mark.parametrize("grammar", ["and", "decoy", "repressor"])
def test_the_truth_itself_is_perfect(board: ModuleType, grammar: str) -> None:
    made = _made(grammar)
    rows = board.informative(made)
    noise = 0.01 * np.random.default_rng(0).standard_normal((len(rows), 60))
    found = board.measured(made.truth[rows] + noise * (made.truth[rows] == 0), made, rows)
    for figure in ("AUPR", "AUROC", "within 5 bp", "sign"):
        assert found[figure] == pytest.approx(np.ones(len(rows))), figure
    assert found["SNR"].min() > 20
    assert found.keys() == sys.modules["standings"].FIGURES.keys()


def test_scores_that_know_nothing_are_at_chance(board: ModuleType) -> None:
    made = _made("single", 600)
    rows = board.informative(made)
    scores = np.random.default_rng(0).standard_normal((len(rows), 60))
    found = board.measured(scores, made, rows)
    assert abs(found["AUROC"].mean() - 0.5) < 0.03
    assert abs(found["sign"].mean() - 0.5) < 0.06
    assert found["AUPR"].mean() < 0.25


def test_a_decoy_counts_as_background(board: ModuleType) -> None:
    made = _made("decoy")
    rows = board.informative(made)
    decoy = np.zeros((len(rows), 60))
    for row, start in enumerate(made.sites[1].start[rows]):
        decoy[row, start : start + 5] = 1
    found = board.measured(decoy, made, rows)
    assert found["AUROC"].max() < 0.5
    assert found["SNR"].max() < 1


def test_repressors_are_looked_at_where_they_repress(board: ModuleType) -> None:
    made = _made("repressor", 120)
    rows = board.informative(made)
    assert len(rows)
    assert (made.labels[rows] == 0).all()
    assert all((sites.start[rows] >= 0).all() for sites in made.sites)
    assert (made.labels[board.informative(_made("and"))] == 1).all()


def _entry(standings: ModuleType, method: str, value: float, grammar: str = "single") -> object:
    figures = {figure: np.array([value, value, np.nan]) for figure in standings.FIGURES}
    return standings.Entry(grammar, "flat", 0, 0.9, method, 2.0, figures)


def test_methods_are_ranked_with_their_intervals(standings: ModuleType) -> None:
    entries = [
        _entry(standings, "random", 0.1),
        _entry(standings, "deeplift", 0.75),
        _entry(standings, "deeplift", 0.25, "and"),
        _entry(standings, "mine:scores", 0.4),
    ]
    lines = standings.overall(entries).splitlines()[2:]
    assert [line.split("|")[1].strip() for line in lines] == [
        "`deeplift`",
        "`mine:scores`",
        "random",
    ]
    assert lines[0].split("|")[2].strip().startswith("0.500 (")
    assert lines[2].endswith("| 0.100 (0.100 to 0.100) | 2 |")
    table = standings.by_grammar(entries).splitlines()
    assert table[0] == "| AUPR | single, flat GC | and, flat GC |"
    assert table[2] == "| `deeplift` | 0.750 | 0.250 |"
    assert table[4] == "| random | 0.100 |  |"
    assert table[5] == "| network's AUROC | 0.900 | 0.900 |"


def test_entries_are_read_as_they_were_written(standings: ModuleType, tmp_path: Path) -> None:
    entries = [_entry(standings, "deeplift", 0.75), _entry(standings, "random", 0.1, "and")]
    for entry in entries:
        standings.append(tmp_path / "entries.jsonl", entry)
    found = standings.read(tmp_path / "entries.jsonl")
    assert standings.overall(found) == standings.overall(entries)
    assert standings.by_grammar(found) == standings.by_grammar(entries)
    assert standings.read(tmp_path / "none.jsonl") == []


def slopes(model: torch.nn.Module, x: torch.Tensor, reference: torch.Tensor) -> torch.Tensor:
    """Return the input times the gradient, as a user might."""
    at = x.clone().requires_grad_()
    model(at).sum().backward()
    assert at.grad is not None
    return ((x - reference[:, None]) * at.grad).sum(1)


def other_slopes(model: torch.nn.Module, x: torch.Tensor, reference: torch.Tensor) -> torch.Tensor:
    """Return the same in a way that operations are not counted in."""
    at = x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(model(at).sum(), at)
    return ((x - reference[:, None]) * gradient).sum(1)


def test_a_function_of_ones_own_is_placed_beside_the_table(
    board: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = KNOWN["and"]()
    made = simulate_grammar("and", (FIRST, SECOND), 24, 40, seed=0)
    case = Case(known.model, 0, known.x, known.reference.tolist())
    problem = board.Problem("and", "flat", 0, 1.0, case, made, np.arange(12))
    monkeypatch.setitem(sys.modules, "mine", sys.modules[slopes.__module__])
    own = ["mine:slopes", "mine:other_slopes"]
    names = ["gradient-x-input", *own, *board.BASELINES, "cam"]
    entries = {entry.method: entry for entry in board.compete(problem, names)}
    assert entries.keys() == {"gradient-x-input", *own, "random", "the middle"}
    assert entries["mine:slopes"].cost == pytest.approx(3, abs=0.5)
    assert entries["mine:other_slopes"].cost is None
    table = board.MethodContender("gradient-x-input", {}).explain(case, reference=case.frequencies)
    for function in (slopes, other_slopes):
        assert board.Own(function).explain(case).scores == pytest.approx(table.scores)
    assert entries["the middle"].figures["AUROC"].shape == (12,)
