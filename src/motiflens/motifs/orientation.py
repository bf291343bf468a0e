"""The strand on which a motif is shown."""

from __future__ import annotations

from typing import Any

import numpy as np


def oriented(pattern: Any) -> Any:
    """Return a pattern on the strand on which A and C carry more of it than G and T.

    TF-MoDISco leaves a pattern on the strand of its strongest seqlet. With a rule, the same
    motif reads the same way by every method, in every run.

    Parameters
    ----------
    pattern
        `modiscolite.core.SeqletSet`, with its subpatterns if it has any.
    """
    a, c, g, t = np.abs(pattern.contrib_scores).sum(axis=0)
    return pattern if a + c >= g + t else _reverse_complement(pattern)


def _reverse_complement(pattern: Any) -> Any:
    from modiscolite.core import SeqletSet

    reverse = SeqletSet([seqlet.revcomp() for seqlet in pattern.seqlets])
    if pattern.subclusters is not None:
        reverse.subclusters = pattern.subclusters
        reverse.subcluster_to_subpattern = {
            number: _reverse_complement(part)
            for number, part in pattern.subcluster_to_subpattern.items()
        }
    return reverse
