"""The figure and the table of docs/scale.md: what each step takes, by the number of regions.

    python benchmarks/memory.py --table docs/figures/scale.tsv
    python docs/figures/scale.py                                    # prints the table

Of steps that are measured several times, the largest peak stands.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

from matplotlib.figure import Figure

from motiflens.logos.figures import svg

HERE = Path(__file__).parent


def largest() -> dict[str, dict[int, tuple[float, ...]]]:
    """Return peak (MB), time (s) and bytes (MB) of each step by the number of regions."""
    found: dict[str, dict[int, tuple[float, ...]]] = defaultdict(dict)
    with (HERE / "scale.tsv").open(newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            figures = tuple(float(row[name]) for name in ("peak_mb", "cpu_s", "output_mb"))
            at, regions = found[row["step"]], int(row["regions"])
            at[regions] = max(at.get(regions, (0.0,)), figures)
    return found


def table(found: dict[str, dict[int, tuple[float, ...]]]) -> str:
    """Return the figures of all steps in Markdown."""
    sizes = sorted({regions for at in found.values() for regions in at})
    lines = ["| step |" + "".join(f" {n:,}: MB | s | MB written |" for n in sizes)]
    lines.append("| --- |" + " ---: |" * 3 * len(sizes))
    for step, at in found.items():
        cells = (
            f" {at[n][0]:,.0f} | {at[n][1]:.1f} | {at[n][2]:.1f} |" if n in at else " | | |"
            for n in sizes
        )
        lines.append(f"| {step} |" + "".join(cells))
    return "\n".join(lines)


def main() -> None:
    """Write scale.svg, and print the table."""
    found = largest()
    print(table(found))
    figure = Figure(figsize=(7.5, 6), layout="constrained")
    axes = figure.add_subplot()
    drawn = {step: at for step, at in found.items() if len(at) > 1}
    for step, at in sorted(drawn.items(), key=lambda item: -max(item[1].values())[0]):
        sizes = sorted(at)
        axes.plot(sizes, [at[size][0] for size in sizes], marker="o", markersize=3, label=step)
    axes.set(xscale="log", yscale="log", xlabel="regions", ylabel="peak resident set (MB)")
    axes.legend(fontsize=6, bbox_to_anchor=(1.01, 1), loc="upper left", frameon=False)
    (HERE / "scale.svg").write_text(svg(figure))


if __name__ == "__main__":
    main()
