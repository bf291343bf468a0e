"""Whether scores gather on few words, and whether gradients point at DNA at all."""

from __future__ import annotations

import numpy as np

from motiflens.evaluation.contenders import Contender, Explanation, MethodContender
from motiflens.evaluation.experiments.bench import Bench, Measured, Outcome
from motiflens.evaluation.metrics.grammar import kld_bits, kmer_mass
from motiflens.evaluation.metrics.simplex import off_simplex_angle
from motiflens.evaluation.metrics.types import Values


def measure(contender: Contender, found: Explanation, bench: Bench) -> Outcome:
    """Compare the k-mers under positive scores with all k-mers of the sequences."""
    codes, k = bench.case.sequences.argmax(axis=1), bench.settings.kmer
    masses = kmer_mass(codes, found.scores, k)
    counts = kmer_mass(codes, np.ones_like(found.scores), k)
    measured = {"grammar": Measured(np.stack([masses, counts], axis=-1), _divergence)}
    if found.hypothetical is not None and _is_gradient(contender):
        angles = np.abs(off_simplex_angle(found.hypothetical))
        measured["off-simplex"] = Measured(np.nanmedian(angles, axis=1))
    return Outcome(measured)


def _divergence(values: Values) -> Values:
    """Return (B,) of masses and counts (B, n, 4**k, 2)."""
    total = values.sum(axis=1)
    return kld_bits(total[..., 0], total[..., 1])


def _is_gradient(contender: Contender) -> bool:
    """Return whether hypothetical scores are the gradient itself: a slope against zeros."""
    if not isinstance(contender, MethodContender):
        return False
    return contender.row.family == "gradient" and contender.row.reference == "zeros"
