"""The figures of docs/relevance.md, from the demo's model and a network that is made by hand.

    make demo
    .venv/bin/python docs/figures/relevance.py [--data FILE] [--model FOLDER] [--output FOLDER]

It prints what the page's tables hold. The same model and data give the same.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from motiflens import Attribution, explain
from motiflens.attribution.methods import METHODS
from motiflens.logos.figures import png, svg
from motiflens.logos.letters import draw_logo
from motiflens.models.encoding import one_hot
from motiflens.models.loading import load_model
from motiflens.store.windows import SPLITS, read_windows

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RULES = (
    "lrp-epsilon",
    "lrp-epsilon-plus",
    "lrp-epsilon-alpha2beta1",
    "lrp-epsilon-gamma-box",
    "deep-taylor",
)
HALF = 30
"""Bases shown on either side of the highest score."""

TOP = 20
"""Bases of a window that hold a Reb1 site and what is beside it."""

# Dark to light, so that they are apart in grey too.
RECEIVERS = {
    "the bases": "#6b7785",
    "bias at the first layer": "#0b3c6f",
    "other biases": "#4f9bd0",
    "stabilisers": "#f2c14e",
    "signs": "#d9622b",
}
LETTERS = dict(zip("ACGT", range(4), strict=True))


def main() -> None:
    """Read what `make demo` wrote, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("results/yeast/data.h5"))
    parser.add_argument("--model", type=Path, default=Path("results/models/small/fold0"))
    parser.add_argument("--task", default="Reb1")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    explained = explain_task(arguments.data, arguments.model, arguments.task)
    output = arguments.output
    (output / "relevance-tracks.png").write_bytes(png(tracks(explained)))
    (output / "relevance-shares.svg").write_text(svg(shares(explained)), encoding="utf-8")
    (output / "relevance-gauge.png").write_bytes(png(gauge()))
    agreement = agreement_with_mutagenesis(explained)
    for name, found in explained.found.items():
        parts = ", ".join(f"{part} {value:.2f}" for part, value in received(found).items())
        top = concentration(found.scores[explained.test])
        print(f"{name}: {parts}; mutagenesis {agreement[name]:.2f}; top {TOP} {top:.2f}")


@dataclass(frozen=True)
class Explained:
    """The positives of one task, (n, 4, L), by each method, and one of them to look at."""

    network: nn.Module
    target: int
    x: Tensor
    test: np.ndarray
    found: dict[str, Attribution]
    shown: int
    place: str
    start: int


def explain_task(data: Path, model: Path, task: str) -> Explained:
    """Explain the positives of a task; that shown is the test window with the highest output."""
    windows, (network, card) = read_windows(data), load_model(model)
    rows = windows.positives(task)
    x = one_hot(torch.from_numpy(windows.window_codes()[rows]))
    target, frequencies = card.tasks.index(task), windows.background_single_strand
    found = {
        method: explain(network, x, method=method, target=target, frequencies=frequencies)
        for method in RULES
    }
    test = windows.split[rows] == SPLITS.index("test")
    shown = int(np.where(test, found[RULES[0]].prediction.numpy(), -np.inf).argmax())
    place, start = str(windows.chrom[rows[shown]]), int(windows.start[rows[shown]])
    return Explained(network, target, x, test, found, shown, place, start)


def agreement_with_mutagenesis(explained: Explained) -> dict[str, float]:
    """Return the median over test windows of the correlation with what other bases would do."""
    effects = mutagenesis(explained.network, explained.target, explained.x[explained.test]).numpy()
    medians = {}
    for name, found in explained.found.items():
        pairs = zip(found.scores[explained.test].numpy(), effects, strict=True)
        # A window in which no unit of a layer has evidence for the output may have no scores.
        known = [np.corrcoef(score, effect)[0, 1] for score, effect in pairs if score.any()]
        medians[name] = float(np.median(known))
    return medians


def concentration(scores: Tensor) -> float:
    """Return the median part of a window's scores, without sign, on its `TOP` highest bases."""
    sizes = scores.abs().sort(dim=1, descending=True).values
    return float((sizes[:, :TOP].sum(1) / sizes.sum(1)).nanmedian())


def mutagenesis(network: nn.Module, target: int, x: Tensor) -> Tensor:
    """Return (n, L): the output less its mean with each of the other three bases there."""
    effects = []
    with torch.inference_mode():
        for one in x:
            changed = one.repeat(4, one.shape[1], 1, 1)  # (base, position, 4, L)
            places = torch.arange(one.shape[1])
            changed[:, places, :, places] = torch.eye(4)
            outputs = network(changed.flatten(0, 1))[:, target].view(4, -1)
            own = network(one[None])[0, target]
            effects.append((4 * own - outputs.sum(0)) / 3)  # the base that is there adds 0
    return torch.stack(effects)


def tracks(explained: Explained) -> Figure:
    """Draw one window under each method, 60 bases about the highest score."""
    from matplotlib.ticker import MultipleLocator, StrMethodFormatter

    scores = {name: found.scores[explained.shown] for name, found in explained.found.items()}
    centre = int(scores[RULES[0]].argmax())
    low = min(max(centre - HALF, 0), explained.x.shape[2] - 2 * HALF)
    bases = explained.x[explained.shown]
    figure, axes = new_figure(len(scores), 1, 7.5, 1.0)
    for axis, (name, score) in zip(axes[:, 0], scores.items(), strict=True):
        letters = (bases * score)[:, low : low + 2 * HALF].T
        draw_logo(letters.numpy(), axis, start=explained.start + low)
        title(axis, METHODS[name].title)
    axes[-1, 0].set_xlabel(f"position on {explained.place} (bp, 0-based)", fontsize=9)
    axes[-1, 0].xaxis.set_major_locator(MultipleLocator(10))
    axes[-1, 0].xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes[len(scores) // 2, 0].set_ylabel("relevance (logit)", fontsize=9)
    return figure


def received(found: Attribution) -> dict[str, float]:
    """Return what each receiver got of the output, mean over windows; they add up to it."""
    parts = dict.fromkeys(RECEIVERS, 0.0)
    parts["the bases"] = float(found.scores.sum(1).mean())
    for key, values in found.absorbed.items():
        label, _, cause = key.rpartition("/")
        if cause == "bias":
            cause = "bias at the first layer" if label in found.channels else "other biases"
        parts[{"stabiliser": "stabilisers"}.get(cause, cause)] += float(values.mean())
    return parts


def shares(explained: Explained) -> Figure:
    """Draw what each receiver got under each method, as stacked bars of mean relevance."""
    figure, axes = new_figure(1, 1, 7.5, 3.2)
    axis = axes[0, 0]
    for place, found in enumerate(explained.found.values()):
        ends = {True: 0.0, False: 0.0}
        for name, value in received(found).items():
            axis.barh(
                place, value, 0.65, left=ends[value < 0], color=RECEIVERS[name],
                edgecolor="#1b2733", linewidth=0.5, label=name if place == 0 else None,
            )  # fmt: skip
            ends[value < 0] += value
    output = float(explained.found[RULES[0]].prediction.mean())
    axis.axvline(output, color="#1b2733", linestyle=":", linewidth=1.2, label="mean output")
    axis.axvline(0, color="#1b2733", linewidth=0.8)
    axis.set_yticks(range(len(explained.found)), [METHODS[name].title for name in explained.found])
    axis.invert_yaxis()
    axis.spines[["top", "right", "left"]].set_visible(False)
    axis.tick_params(axis="y", length=0, labelsize=9)
    axis.set_xlabel("mean relevance (logit)", fontsize=9)
    axis.legend(
        frameon=False, fontsize=8, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1)
    )  # fmt: skip
    return figure


class Scan(nn.Module):
    """A network that looks for one motif anywhere: a filter, ReLU, the maximum, and a line.

    ``moved`` is added to all four weights of each column of the filter and taken off its bias:
    the network is the same on DNA.
    """

    def __init__(self, motif: str, moved: Tensor) -> None:
        super().__init__()
        self.filter = nn.Conv1d(4, 1, len(motif))
        weight = torch.full((4, len(motif)), -1.0)
        weight[[LETTERS[base] for base in motif], torch.arange(len(motif))] = 1.0
        self.filter.weight.data = (weight + moved)[None]
        self.filter.bias.data = 3.0 - len(motif) - moved.sum()[None]

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, 1)."""
        return torch.relu(self.filter(x)).amax(2)


GAUGES: dict[str, tuple[dict[str, Any], Any]] = {
    "epsilon, reference zeros": ({"rule": "epsilon"}, "zeros"),
    "z-box, weights as they are": ({"rule": "z-box", "gauge": "weights"}, "background"),
    "epsilon on the distance to the reference": ({"rule": "epsilon"}, "background"),
    "z-box, weights centred": ({"rule": "z-box"}, "background"),
}


def explain_scan(name: str, moved: Tensor) -> Tensor:
    """Return the scores (4, L) of the bases of a sequence with one motif in it."""
    codes = torch.from_numpy(np.random.default_rng(2).integers(0, 4, 24))
    motif = "TTACCCGG"
    codes[8:16] = torch.tensor([LETTERS[base] for base in motif])
    x = torch.eye(4)[codes].T[None]
    rule, reference = GAUGES[name]
    found = explain(
        Scan(motif, moved).eval(),
        x,
        method="lrp",
        reference=reference,
        frequencies=[0.3, 0.2, 0.2, 0.3],
        options={"rules": [rule]},
    )
    return (x * found.scores[:, None])[0]


def gauge() -> Figure:
    """Draw the same function with its weights in two gauges, under rules that see it or not."""
    figure, axes = new_figure(len(GAUGES), 2, 7.5, 1.0)
    shift = torch.tensor([1.5, -1.0, 0.5, 2.0, -1.5, 1.0, -0.5, 1.5])
    for row, name in zip(axes, GAUGES, strict=True):
        for axis, moved in zip(row, (0 * shift, shift), strict=True):
            draw_logo(explain_scan(name, moved).T.numpy(), axis)
            title(axis, name)
    axes[0, 0].set_title(f"weights of +1 and -1\n{next(iter(GAUGES))}", fontsize=9, loc="left")
    axes[0, 1].set_title(f"the same, moved\n{next(iter(GAUGES))}", fontsize=9, loc="left")
    for axis in axes[-1]:
        axis.set_xlabel("position (bp)", fontsize=9)
    return figure


def new_figure(rows: int, columns: int, width: float, height: float) -> tuple[Figure, np.ndarray]:
    """Return a figure of ``height`` inches a row, and its axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height * rows + 0.4), layout="constrained")
    return figure, figure.subplots(rows, columns, squeeze=False, sharex="col")


def title(axis: Axes, text: str) -> None:
    """Name one row, and take away what it does not need."""
    axis.set_title(text, fontsize=9, loc="left")
    axis.spines[["top", "right", "bottom"]].set_visible(False)
    axis.tick_params(labelsize=8)
    axis.tick_params(axis="x", length=0)


if __name__ == "__main__":
    main()
