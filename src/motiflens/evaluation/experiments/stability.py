"""Whether scores stay when what should not matter is changed."""

from __future__ import annotations

import numpy as np
import torch

from motiflens.evaluation.contenders import Contender, Explanation, MethodContender
from motiflens.evaluation.experiments.bench import Bench, Measured, Outcome
from motiflens.evaluation.metrics.agreement import pearson
from motiflens.evaluation.metrics.stability import mean_pairwise
from motiflens.evaluation.metrics.types import Values

_SHUFFLES = "dinucleotide-shuffles"


def measure(contender: Contender, found: Explanation, bench: Bench) -> Outcome:
    """Compare scores over references, models, a shift of one base, and strands."""
    measured = {
        "stable-shift": Measured(_shifted(contender, found, bench)),
        "stable-strands": Measured(_other_strand(contender, found, bench)),
    }
    if not isinstance(contender, MethodContender) or contender.row.reads_reference:
        measured["stable-references"] = Measured(_over_references(contender, bench))
    if bench.others:
        several = [contender.explain(other).scores for other in bench.others]
        measured["stable-models"] = Measured(mean_pairwise([found.scores, *several]))
    return Outcome(measured)


def _over_references(contender: Contender, bench: Bench) -> Values:
    case = bench.case
    several = [contender.explain(case, reference="background").scores]
    for number in range(2):  # shuffles of different seeds are disjoint draws
        seed = case.seed + 1 + number
        several.append(contender.explain(case, reference=_SHUFFLES, seed=seed).scores)
    return mean_pairwise(several)


def _shifted(contender: Contender, found: Explanation, bench: Bench) -> Values:
    """Move all bases to the left by one, the first to the end, and compare base by base."""
    moved = contender.explain(bench.case, x=bench.case.x.roll(-1, dims=2)).scores
    return pearson(found.scores[:, 1:], moved[:, :-1])


def _other_strand(contender: Contender, found: Explanation, bench: Bench) -> Values:
    """Explain the reverse complement, and turn its scores round."""
    other = contender.explain(bench.case, x=torch.flip(bench.case.x, dims=(1, 2))).scores
    return pearson(found.scores, np.flip(other, axis=1))
