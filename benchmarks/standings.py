"""What came of methods on simulated grammars: kept in a file, and printed as tables in Markdown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from motiflens.attribution.methods import METHODS
from motiflens.evaluation.metrics.bootstrap import interval

FIGURES = {
    "AUPR": "area under precision and recall of a motif's bases among all, in a sequence",
    "AUROC": "chance that a base of a motif outranks another",
    "SNR": "mean size of the scores of a motif's bases over that of the ten largest others",
    "within 5 bp": "part of the sequences whose highest point lies so near a motif's centre",
    "sign": "part of a motif's bases, by their bits, whose scores have its sign",
}
"""What is measured of scores, by name."""


@dataclass(frozen=True)
class Entry:
    """What came of one method on one problem; figures are (n,), one for each sequence."""

    grammar: str
    gc: str
    seed: int
    test_auroc: float
    method: str
    cost: float | None
    figures: dict[str, NDArray[np.float64]]


def overall(entries: Sequence[Entry]) -> str:
    """Return a line for each method, best first, over all networks."""
    lines = [
        "| method | " + " | ".join(FIGURES) + " | forward passes |",
        "| --- |" + " --- |" * (len(FIGURES) + 1),
    ]
    for name in ranked_names(entries):
        own = [entry for entry in entries if entry.method == name]
        cells = [_with_interval([entry.figures[figure] for entry in own]) for figure in FIGURES]
        costs = [entry.cost for entry in own if entry.cost is not None]
        cost = f"{np.mean(costs):.3g}" if costs else ""
        lines.append(f"| {_code(name)} | {' | '.join(cells)} | {cost} |")
    return "\n".join(lines) + "\n"


def by_grammar(entries: Sequence[Entry]) -> str:
    """Return the AUPR of each method on each grammar, and how well each network does its own."""
    kinds = list(dict.fromkeys((entry.grammar, entry.gc) for entry in entries))
    lines = [
        "| AUPR | " + " | ".join(f"{grammar}, {gc} GC" for grammar, gc in kinds) + " |",
        "| --- |" + " --- |" * len(kinds),
    ]
    networks = [
        np.mean([entry.test_auroc for entry in entries if (entry.grammar, entry.gc) == kind])
        for kind in kinds
    ]
    for name in ranked_names(entries):
        cells = []
        for kind in kinds:
            values = [
                entry.figures["AUPR"]
                for entry in entries
                if (entry.grammar, entry.gc, entry.method) == (*kind, name)
            ]
            cells.append(f"{mean(np.concatenate(values)):.3f}" if values else "")
        lines.append(f"| {_code(name)} | {' | '.join(cells)} |")
    lines.append("| network's AUROC | " + " | ".join(f"{one:.3f}" for one in networks) + " |")
    return "\n".join(lines) + "\n"


def ranked_names(entries: Sequence[Entry]) -> list[str]:
    """Return the methods by their mean AUPR, the best first."""
    found = {
        name: mean(np.concatenate([e.figures["AUPR"] for e in entries if e.method == name]))
        for name in dict.fromkeys(entry.method for entry in entries)
    }
    return sorted(found, key=lambda name: -found[name])


def mean(values: NDArray[np.float64]) -> float:
    """Return the mean of what is known."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def _with_interval(values: Sequence[NDArray[np.float64]]) -> str:
    found = interval(np.concatenate(values))
    return f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})"


def _code(name: str) -> str:
    return f"`{name}`" if name in METHODS or ":" in name else name


def append(path: Path, entry: Entry) -> None:
    """Add a line to a file."""
    figures = {name: values.round(5).tolist() for name, values in entry.figures.items()}
    with path.open("a") as file:
        file.write(json.dumps(asdict(entry) | {"figures": figures}) + "\n")


def read(path: Path) -> list[Entry]:
    """Return what `append` wrote; nothing where there is no file."""
    if not path.exists():
        return []
    found = [json.loads(line) for line in path.read_text().splitlines()]
    for one in found:
        one["figures"] = {name: np.array(values) for name, values in one["figures"].items()}
    return [Entry(**one) for one in found]
