"""Whether the effects that all methods are held against are those of the model itself."""

from __future__ import annotations

import numpy as np

from motiflens.errors import ModelError
from motiflens.evaluation.case import Case
from motiflens.evaluation.contenders import Explanation

_MUTANTS = 32
_TOLERANCE = 1e-3


def check_effects(effects: Explanation, case: Case) -> None:
    """Try some mutations by calling the model, and compare their effects.

    Raises
    ------
    ModelError
        Where they are others, so that nothing could be said of any method.
    """
    assert effects.hypothetical is not None
    rng = np.random.default_rng(case.seed)
    n, _, length = case.sequences.shape
    rows, places, bases = (rng.integers(0, most, _MUTANTS) for most in (n, length, 4))
    mutants = case.sequences[rows].copy()
    mutants[np.arange(_MUTANTS), :, places] = np.eye(4)[bases]
    changed = case.predict(mutants) - case.predict(case.sequences[rows])
    said = effects.hypothetical[rows, bases, places] - effects.scores[rows, places]
    missed, size = np.abs(changed - said).max(), np.abs(effects.scores).max()
    if missed > _TOLERANCE * max(size, np.abs(changed).max()) + 1e-9:
        raise ModelError(
            f"mutations change the output by others than mutagenesis says, by up to {missed:.1e}",
            fix="see whether the model gives the same output for the same input",
        )
