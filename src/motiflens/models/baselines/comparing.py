"""Whether a network does better than a baseline on the same windows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens.models.baselines.features import BASELINES
from motiflens.models.baselines.fitting import Baselines
from motiflens.models.baselines.scores import Score
from motiflens.models.metrics.measured import Measured, by_task
from motiflens.models.metrics.parts import Comparison

DRAWS = 500
INTERVAL = (2.5, 97.5)


def compare(
    baselines: Baselines,
    codes: NDArray[np.uint8],
    outputs: Any,
    truth: NDArray[Any],
    tasks: Sequence[str],
    *,
    seed: int = 0,
) -> dict[str, list[Comparison]]:
    """Hold a network against the baselines, task by task.

    A baseline does as well as the network unless the network's lead, in AUROC or in Pearson's
    correlation, is above 0 in the 95 % interval of 500 bootstrap draws of the windows.

    Parameters
    ----------
    baselines
        Fitted to training windows of the same data set.
    codes
        (N, L) windows that neither was trained on.
    outputs, truth
        Of these windows, as for `motiflens.models.metrics.evaluate`.
    tasks
        Names of the tasks.
    seed
        Of the draws.

    Returns
    -------
    By task, a comparison with each baseline; none where the score is not defined.
    """
    measured = by_task(outputs, truth, baselines.readout, baselines.tracks)
    said = {name: baselines.predict(name, codes) for name in BASELINES}
    found: dict[str, list[Comparison]] = {}
    for column, (task, network) in enumerate(zip(tasks, measured, strict=True)):
        rivals = ((name, said[name][network.rows, column]) for name in BASELINES)
        compared = [_one(name, rival, network, baselines, seed) for name, rival in rivals]
        found[task] = [one for one in compared if one is not None]
    return found


def _one(
    name: str,
    found: NDArray[np.float64],
    network: Measured,
    baselines: Baselines,
    seed: int,
) -> Comparison | None:
    classes = baselines.readout == "classes"
    own = Score(network.found, network.known, classes)
    rival = Score(found, network.known, classes)
    value = own()
    if value is None:
        return None
    low, high = _lead(own, rival, len(network.known), np.random.default_rng(seed))
    return Comparison(
        baseline=name,
        score="auroc" if classes else "pearson",
        value=rival() or 0.0,
        network=value,
        low=low,
        high=high,
        does_as_well=low <= 0,
        n_training=baselines.n,
    )


def _lead(own: Score, rival: Score, n: int, rng: np.random.Generator) -> tuple[float, float]:
    """Return the interval of the network's score less the rival's."""
    leads = []
    for _ in range(DRAWS):
        weights = np.bincount(rng.integers(0, n, n), minlength=n).astype(np.float64)
        value = own(weights)
        if value is not None:
            leads.append(value - (rival(weights) or 0.0))
    low, high = np.percentile(leads, INTERVAL)
    return float(low), float(high)
