"""The table and the figure of docs/performance.md: what an explanation costs, and how it grows.

    python benchmarks/speed.py --table docs/figures/speed.tsv
    python benchmarks/scaling.py --table docs/figures/scaling.tsv
    python docs/figures/performance.py                               # prints the table

In the figure the grey lines are times in proportion to the largest.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

from matplotlib.figure import Figure

from motiflens.logos.figures import svg

HERE = Path(__file__).parent
NAMES = {
    "regions": "regions of 200 bp",
    "length": "length of 64 regions, bp",
    "references": "references shared by 64 regions",
    "targets": "targets of 64 regions",
}


def rows(name: str) -> list[dict[str, str]]:
    """Return the lines of a table beside this file."""
    with (HERE / name).open(newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def table() -> str:
    """Return forward passes by work and network, in Markdown."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    target = {}
    for row in rows("speed.tsv"):
        found[row["work"]][row["network"]] = row["passes"]
        target[row["work"]] = row["target"]
    networks = list(dict.fromkeys(name for passes in found.values() for name in passes))
    lines = ["| forward passes | target | " + " | ".join(networks) + " |"]
    lines.append("| --- |" + " ---: |" * (len(networks) + 1))
    for work, passes in found.items():
        cells = " | ".join(f"{float(passes[name]):.1f}" for name in networks)
        lines.append(f"| {work} | {target[work]} | {cells} |")
    return "\n".join(lines)


def draw() -> None:
    """Write scaling.svg."""
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for row in rows("scaling.tsv"):
        found[row["what"]][int(row["value"])] = float(row["seconds"])
    figure = Figure(figsize=(11, 2.8), layout="constrained")
    for axes, (what, times) in zip(figure.subplots(1, len(found)), found.items(), strict=True):
        largest = max(times)
        axes.loglog(list(times), [times[largest] * n / largest for n in times], color="0.75")
        axes.loglog(list(times), list(times.values()), marker="o", color="#1f5a96")
        axes.set_xlabel(NAMES[what])
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_ylabel("seconds" if what == "regions" else "")
    (HERE / "scaling.svg").write_text(svg(figure))


if __name__ == "__main__":
    print(table())
    draw()
