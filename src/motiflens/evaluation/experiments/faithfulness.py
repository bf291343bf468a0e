"""Whether scores say what the model does when its input is changed."""

from __future__ import annotations

import numpy as np

from motiflens.evaluation.contenders import Contender, Explanation
from motiflens.evaluation.experiments.bench import (
    Bench,
    Measured,
    Outcome,
    Track,
    Yardstick,
    halves,
    ratio,
)
from motiflens.evaluation.metrics.agreement import centred, pearson, spearman
from motiflens.evaluation.metrics.curves import area, deletion_curve, insertion_curve
from motiflens.evaluation.metrics.infidelity import infidelity
from motiflens.evaluation.metrics.sensitivity import sensitivity_n
from motiflens.evaluation.metrics.types import Values


def measure(contender: Contender, found: Explanation, bench: Bench) -> Outcome:
    """Hold scores against mutagenesis, curves, and sums over sets of positions."""
    del contender
    yardstick, steps = bench.yardstick, bench.settings.steps
    effects = yardstick.effects
    measured = {
        "mutagenesis": Measured(pearson(found.scores, effects.scores)),
        "mutagenesis-ranks": Measured(spearman(found.scores, effects.scores)),
        **_of_sets(found, yardstick),
    }
    if found.hypothetical is not None and effects.hypothetical is not None:
        maps = (centred(found.hypothetical), centred(effects.hypothetical))
        measured["mutagenesis-map"] = Measured(pearson(*maps))
    tracks = {}
    for name, curve in _curves(found, bench).items():
        measured[name] = Measured(_over_all(area(curve), yardstick), ratio)
        points = tuple(np.linspace(0, 1, steps + 1).tolist())
        along = "part of the positions replaced" if name == "deletion" else "part put back"
        tracks[name] = Track(along, points, _over_all(curve, yardstick), ratio)
    return Outcome(measured, tracks)


def _of_sets(found: Explanation, yardstick: Yardstick) -> dict[str, Measured]:
    pairs = list(zip(yardstick.subsets, yardstick.drops, strict=True))
    sensitivity = [sensitivity_n(found.scores, sets, drops) for sets, drops in pairs]
    missed = [infidelity(found.scores, sets, drops) for sets, drops in pairs]
    return {
        "sensitivity-n": Measured(np.mean(sensitivity, axis=0)),
        "infidelity": Measured(np.mean(missed, axis=0)),
    }


def _curves(found: Explanation, bench: Bench) -> dict[str, Values]:
    """Return (n, steps + 1) outputs, averaged over the background and the shuffles."""
    case, fills = bench.case, bench.yardstick.fills
    kinds = {"deletion": deletion_curve, "insertion": insertion_curve}
    curves = {}
    for name, curve in kinds.items():
        of_fills = [
            curve(case.predict, case.sequences, found.scores, some, bench.settings.steps)
            for some in np.split(fills, fills.shape[1], axis=1)
        ]
        curves[name] = halves(np.stack(of_fills, axis=1))
    return curves


def _over_all(outputs: Values, yardstick: Yardstick) -> Values:
    """Return outputs (n, ...) above those of the fills, beside what the whole sequence is above.

    Sums of both are taken before they are divided: one sequence with hardly any difference would
    outweigh all others if each were divided by its own.
    """
    shape = (-1,) + (1,) * (outputs.ndim - 1)
    above = outputs - yardstick.empty.reshape(shape)
    whole = (yardstick.full - yardstick.empty).reshape(shape)
    return np.stack([above, np.broadcast_to(whole, above.shape)], axis=-1)
