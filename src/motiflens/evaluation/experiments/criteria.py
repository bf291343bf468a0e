"""How a method's scores credit the effects of windows of bases, alone and together.

An estimate of the three criteria on the model itself; `motiflens.evaluation.interactions` says
what they are.
"""

from __future__ import annotations

import torch

from motiflens.evaluation.contenders import Contender, Explanation
from motiflens.evaluation.experiments.bench import Bench, Outcome
from motiflens.evaluation.interactions import judge


def measure(contender: Contender, found: Explanation, bench: Bench) -> Outcome:
    """Judge scores by the effects of the model."""
    del contender
    settings = bench.settings
    estimate = judge(
        bench.windows, torch.from_numpy(found.scores), draws=settings.bootstrap, seed=settings.seed
    )
    return Outcome(
        intervals={
            "coverage": estimate.coverage,
            "outside": estimate.locality,
            "distribution": estimate.distribution,
        }
    )
