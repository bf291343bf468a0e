"""The table of figures: the one place where a measure is named, and said in plain words.

The tables of the command line, the report and docs/evaluation.md read these rows. Nothing here
imports torch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Better = Literal["higher", "lower"]
Experiment = Literal[
    "faithfulness", "randomisation", "stability", "grammar", "criteria", "sites", "cost"
]


@dataclass(frozen=True)
class Measure:
    """One row.

    Attributes
    ----------
    name
        As files and tables give it.
    experiment
        What has to be done for it.
    unit
        Of its value; empty for a number without one.
    better
        Which of two values is the better one.
    meaning
        One sentence for a reader who does not know it.
    """

    name: str
    experiment: Experiment
    unit: str
    better: Better
    meaning: str


_ROWS = (
    Measure(
        "completeness", "faithfulness", "", "lower",
        "What is missing in the sum of the scores, over the larger of what they explain and of "
        "the sum of their sizes.",
    ),
    Measure(
        "mutagenesis", "faithfulness", "r", "higher",
        "Pearson's correlation, over the positions of a sequence, with what changing the base "
        "does to the output: f(x) less the mean over all four bases.",
    ),
    Measure(
        "mutagenesis-ranks", "faithfulness", "rho", "higher",
        "The same, of ranks (Spearman).",
    ),
    Measure(
        "mutagenesis-map", "faithfulness", "r", "higher",
        "Pearson's correlation with the effects of all four bases at every position, centred at "
        "each; of methods with hypothetical scores.",
    ),
    Measure(
        "deletion", "faithfulness", "", "lower",
        "Area under the output while the highest scored bases are taken away, 1 at the sequence "
        "and 0 where all of it is gone.",
    ),
    Measure(
        "insertion", "faithfulness", "", "higher",
        "Area under the output while the highest scored bases are put into sequences without "
        "any, 0 with none of them and 1 with all.",
    ),
    Measure(
        "sensitivity-n", "faithfulness", "r", "higher",
        "Correlation, over random sets of positions, of the sum of their scores with what the "
        "output loses without them; the mean over three sizes of sets.",
    ),
    Measure(
        "infidelity", "faithfulness", "", "lower",
        "The mean square of what these sums miss, over that of what the output loses: 0 says all, "
        "scores of zero get 1.",
    ),
    Measure(
        "randomised", "randomisation", "rho", "lower",
        "Correlation of the ranks of the scores' sizes with those of the model whose layers, all "
        "but the one that reads the sequence, are re-drawn.",
    ),
    Measure(
        "randomised-picture", "randomisation", "SSIM", "lower",
        "Structural similarity of the same two.",
    ),
    Measure(
        "stable-references", "stability", "r", "higher",
        "Correlation of scores against disjoint sets of shuffles, and against the background.",
    ),
    Measure(
        "stable-models", "stability", "r", "higher",
        "Correlation of scores from the further models (seeds or folds) that were given.",
    ),
    Measure(
        "stable-shift", "stability", "r", "higher",
        "Correlation of scores when the sequence is moved by one base.",
    ),
    Measure(
        "stable-strands", "stability", "r", "higher",
        "Correlation of scores of the sequence with those of its reverse complement.",
    ),
    Measure(
        "grammar", "grammar", "bits", "higher",
        "Divergence of the k-mers that positive scores lie on from the k-mers of the sequences: "
        "how few words the scores gather on.",
    ),
    Measure(
        "off-simplex", "grammar", "degrees", "lower",
        "Median angle between the gradient of a base and the space of DNA; of gradients alone.",
    ),
    Measure(
        "coverage", "criteria", "", "higher",
        "Share of the size of all effects, of single windows of bases and of several together, of "
        "which some window that takes part is credited.",
    ),
    Measure(
        "outside", "criteria", "", "lower",
        "Share of all credit that lies on windows which take part in no effect.",
    ),
    Measure(
        "distribution", "criteria", "", "lower",
        "Difference between the sum of the scores and that of the effects, over the larger of the "
        "latter and the sum of the scores' sizes.",
    ),
    Measure(
        "auroc", "sites", "", "higher",
        "Chance that a position of a known site outranks another position.",
    ),
    Measure(
        "auprc", "sites", "", "higher",
        "Average precision of the ranking of positions, against those of known sites.",
    ),
    Measure(
        "signal-to-noise", "sites", "", "higher",
        "Mean score in known sites over the mean of the ten largest positive scores elsewhere.",
    ),
    Measure(
        "distance", "sites", "bp", "lower",
        "From the highest smoothed score to the centre of the nearest known site; the median over "
        "sequences.",
    ),
    Measure(
        "within", "sites", "", "higher",
        "Share of sequences where that distance is at most the limit, 5 bp if not set.",
    ),
)  # fmt: skip

MEASURES: dict[str, Measure] = {row.name: row for row in _ROWS}
"""Every measure, by its name, in the order of tables."""
