"""The figure of docs/scale.md: peak memory of each step against the number of regions.

    python benchmarks/memory.py --table docs/figures/scale.tsv
    python docs/figures/scale.py

Steps that are measured several times are drawn at their largest.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

from matplotlib.figure import Figure

from motiflens.logos.figures import svg

HERE = Path(__file__).parent


def peaks() -> dict[str, dict[int, float]]:
    """Return the peak of each step, in MB, by the number of regions."""
    found: dict[str, dict[int, float]] = defaultdict(dict)
    with (HERE / "scale.tsv").open(newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            at = found[row["step"]]
            at[int(row["regions"])] = max(at.get(int(row["regions"]), 0), float(row["peak_mb"]))
    return found


def main() -> None:
    """Write scale.svg."""
    figure = Figure(figsize=(7.5, 6), layout="constrained")
    axes = figure.add_subplot()
    drawn = {step: at for step, at in peaks().items() if len(at) > 1}
    for step, at in sorted(drawn.items(), key=lambda item: -max(item[1].values())):
        sizes = sorted(at)
        axes.plot(sizes, [at[size] for size in sizes], marker="o", markersize=3, label=step)
    axes.set(xscale="log", yscale="log", xlabel="regions", ylabel="peak resident set (MB)")
    axes.legend(fontsize=6, bbox_to_anchor=(1.01, 1), loc="upper left", frameon=False)
    (HERE / "scale.svg").write_text(svg(figure))


if __name__ == "__main__":
    main()
