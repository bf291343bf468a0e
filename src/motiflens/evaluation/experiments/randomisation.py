"""Whether scores change when the model's layers no longer hold what it learned."""

from __future__ import annotations

import numpy as np

from motiflens.evaluation.contenders import Contender, Explanation
from motiflens.evaluation.experiments.bench import Bench, Measured, Outcome, Track
from motiflens.evaluation.metrics.similarity import rank_similarity, structural_similarity


def measure(contender: Contender, found: Explanation, bench: Bench) -> Outcome:
    """Re-draw layers from the output down, and compare scores after each step.

    Adebayo et al. 2018, NeurIPS 31:9505-9515. The figures are those of the last step before the
    layer that reads the sequence is re-drawn; of a model of one layer, those of the only step.
    """
    unchanged = np.ones(len(found.scores))
    names, ranks, pictures = [name for name, _ in bench.redrawn], [unchanged], [unchanged]
    for _, case in bench.redrawn:
        scores = contender.explain(case).scores
        # Scores that no longer vary have no ranks, and nothing in common with what they were.
        ranks.append(np.nan_to_num(rank_similarity(found.scores, scores)))
        pictures.append(structural_similarity(found.scores, scores))
    if not names:
        return Outcome()
    at = max(len(names) - 1, 1)
    along = ("none", *names)
    return Outcome(
        measured={"randomised": Measured(ranks[at]), "randomised-picture": Measured(pictures[at])},
        tracks={
            "randomised": Track("layers re-drawn, from the top", along, np.stack(ranks, axis=1)),
            "randomised-picture": Track(
                "layers re-drawn, from the top", along, np.stack(pictures, axis=1)
            ),
        },
    )
