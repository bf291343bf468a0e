"""Whether a map of all four bases has the shape of the motif that was planted."""

from __future__ import annotations

import numpy as np

from motiflens.evaluation.metrics.agreement import cosine
from motiflens.evaluation.metrics.types import Numbers, Values


def centred_pwm(frequencies: Numbers) -> Values:
    """Return frequencies (..., 4, w) less what each base would have without a motif, a quarter."""
    return np.asarray(frequencies - 0.25, dtype=np.float64)


def cosine_to_centred_pwm(maps: Numbers, pwm: Numbers) -> Values:
    """Return the cosine between maps (n, 4, L) and a centred PWM (4, L) or (n, 4, L), (n,)."""
    return cosine(maps, np.broadcast_to(pwm, maps.shape))
