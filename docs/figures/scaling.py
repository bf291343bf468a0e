"""The figure of docs/performance.md: time by the number of regions, length, references, targets.

    python benchmarks/scaling.py --table docs/figures/scaling.tsv
    python docs/figures/scaling.py

The grey lines are times in proportion to the largest.
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


def main() -> None:
    """Write scaling.svg."""
    found: dict[str, dict[int, float]] = defaultdict(dict)
    with (HERE / "scaling.tsv").open(newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
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
    main()
