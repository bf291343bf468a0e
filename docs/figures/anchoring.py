"""The figure and the tables of docs/anchoring.md, from the rows of `benchmarks/anchoring.py`.

    .venv/bin/python docs/figures/anchoring.py [--rows FILE] [--output FOLDER]

It prints the tables. The same rows give the same.
"""

from __future__ import annotations

import argparse
import csv
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from scipy.stats import t

from motiflens.attribution.reference_check import SUSPECT_ABOVE
from motiflens.logos.figures import svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HERE = Path(__file__).parent
TITLES = {"small-cnn": "small-cnn", "without-norm": "without dense norm"}
USUAL, ANCHORED = "#d9622b", "#0b3c6f"


@dataclass(frozen=True)
class Group:
    """One task of one network on one data set, with one seed after the other."""

    network: str
    data: str
    task: str
    usual: list[dict[str, str]]
    anchored: list[dict[str, str]]

    @property
    def title(self) -> str:
        """What the tables and the figure call it."""
        return f"{TITLES[self.network]}, {self.data}, {self.task}"

    def numbers(self, column: str) -> tuple[list[float], list[float]]:
        """Return the numbers of a column, as usual and anchored."""
        usual, anchored = (
            [float(row[column]) for row in rows] for rows in (self.usual, self.anchored)
        )
        return usual, anchored


def main() -> None:
    """Read the rows, print the tables and write the figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, default=HERE / "anchoring.tsv")
    parser.add_argument("--output", type=Path, default=HERE)
    arguments = parser.parse_args()
    groups = list(read(arguments.rows))
    print(found_table(groups), accuracy_table(groups), sep="\n")
    (arguments.output / "anchoring.svg").write_text(svg(figure(groups)), encoding="utf-8")


def read(path: Path) -> Iterator[Group]:
    """Yield the groups, both ways of training with the same seeds."""

    def key(row: dict[str, str]) -> tuple[str, bool, str]:
        return row["network"], row["data"] != "yeast", row["task"]

    with path.open(newline="") as file:
        rows = sorted(csv.DictReader(file, delimiter="\t"), key=key)
    for _, some in groupby(rows, key=key):
        group = sorted(some, key=lambda row: int(row["seed"]))
        first = group[0]
        ways = ([row for row in group if row["anchored"] == way] for way in ("False", "True"))
        yield Group(first["network"], first["data"], first["task"], *ways)


def found_table(groups: Sequence[Group]) -> str:
    """Return what DeepLIFT found, as a table of Markdown."""
    lines = [
        "| network, data, task | training | f(r) above so many negatives, % | motif found | "
        "wrong sign | its seqlets | other patterns |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for group in groups:
        for way, rows in (("as usual", group.usual), ("anchored", group.anchored)):
            seqlets = [int(row["seqlets"]) for row in rows]
            wrong = sum(int(row["seqlets_of_wrong_sign"]) > 0 for row in rows)
            right = sum(n > 0 for n in seqlets)
            cells = (
                group.title if way == "as usual" else "",
                way,
                spread([float(row["percentile"]) for row in rows]),
                f"{right} of {len(rows)}",
                str(wrong),
                f"{min(seqlets)} to {max(seqlets)}",
                str(sum(int(row["other_patterns"]) for row in rows)),
            )
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def accuracy_table(groups: Sequence[Group]) -> str:
    """Return the AUROC on test windows, and what anchoring changes of it."""
    lines = [
        "| network, data, task | as usual | anchored | change, 95 % interval |",
        "| --- | --- | --- | --- |",
    ]
    for group in groups:
        usual, anchored = group.numbers("test_auroc")
        low, mean, high = change(usual, anchored)
        cells = (
            group.title,
            f"{statistics.mean(usual):.4f}",
            f"{statistics.mean(anchored):.4f}",
            f"{mean:+.4f} ({low:+.4f} to {high:+.4f})",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def change(usual: Sequence[float], anchored: Sequence[float]) -> tuple[float, float, float]:
    """Return the mean change over seeds, between the ends of its 95 % interval (paired t)."""
    changes = [after - before for before, after in zip(usual, anchored, strict=True)]
    mean = statistics.mean(changes)
    error = statistics.stdev(changes) / len(changes) ** 0.5
    reach = float(t.ppf(0.975, len(changes) - 1)) * error
    return mean - reach, mean, mean + reach


def spread(values: Sequence[float]) -> str:
    """Return median, smallest and largest value."""
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


def figure(groups: Sequence[Group]) -> Figure:
    """Draw a point for each seed: where f(r) lies, the motif's seqlets, the AUROC."""
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(9, 0.5 + 0.42 * len(groups)), layout="constrained")
    columns = {
        "percentile": "f(r) above so many negatives, %",
        "seqlets": "seqlets of the motif",
        "test_auroc": "AUROC, test",
    }
    panels = drawn.subplots(1, len(columns), sharey=True)
    for axes, (column, title) in zip(panels, columns.items(), strict=True):
        points(axes, groups, column)
        axes.set_xlabel(title, fontsize=9)
    panels[0].axvline(SUSPECT_ABOVE, color="#999999", linewidth=0.8, linestyle=":")
    panels[1].set_xlim(left=0)
    panels[0].set_yticks(range(len(groups)), [group.title for group in groups])
    panels[0].invert_yaxis()
    handles = [
        panels[2].plot([], [], "o", color=colour, markersize=4, label=label)[0]
        for colour, label in ((USUAL, "as usual"), (ANCHORED, "anchored"))
    ]
    drawn.legend(handles=handles, loc="outside upper right", ncols=2, fontsize=8, frameon=False)
    return drawn


def points(axes: Axes, groups: Sequence[Group], column: str) -> None:
    """Draw the seeds of each group, those of training as usual above the others."""
    for place, group in enumerate(groups):
        for shift, colour, values in zip(
            (-0.15, 0.15), (USUAL, ANCHORED), group.numbers(column), strict=True
        ):
            heights = [place + shift] * len(values)
            axes.plot(
                values, heights, "o", color=colour, markersize=4, alpha=0.6, markeredgewidth=0
            )
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(labelsize=8, length=0)
    axes.grid(axis="x", color="#dddddd", linewidth=0.5)


if __name__ == "__main__":
    main()
