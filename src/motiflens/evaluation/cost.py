"""What explaining a sequence costs, in forward passes of the model."""

from __future__ import annotations

from collections.abc import Callable

from motiflens.evaluation.case import Case
from motiflens.evaluation.contenders import Contender

_SEQUENCES = 8
"""What is computed once for many sequences is shared among so many of them."""


def passes(contender: Contender, case: Case) -> float | None:
    """Return floating point operations of a method over those of one forward pass.

    Both are counted, by `torch.utils.flop_counter`, for a batch of sequences: convolutions and
    products of matrices alone. None where the model has neither.
    """
    few = case.x[:_SEQUENCES]
    once = _operations(lambda: case.predict(case.sequences[:_SEQUENCES]))
    if once == 0:
        return None
    contender.explain(case, x=few[:1])  # captures the model, which is not what is counted
    return _operations(lambda: contender.explain(case, x=few)) / once


def _operations(run: Callable[[], object]) -> int:
    from torch.utils.flop_counter import FlopCounterMode

    counter = FlopCounterMode(display=False)
    with counter:
        run()
    return int(counter.get_total_flops())
