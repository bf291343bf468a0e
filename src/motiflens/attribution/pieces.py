"""Windows explained some at a time, so that the memory does not grow with their number."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from motiflens.attribution.explainer import Explainer
from motiflens.attribution.result import Attribution
from motiflens.attribution.window_references import WindowReferences
from motiflens.models.encoding import one_hot
from motiflens.store.contributions import TRACED, Contributions
from motiflens.store.windows import Windows

_BYTES = 2_000_000
"""Of the one-hot sequences of a piece, about; what is kept of them is many times as large."""


def pieces(
    windows: Windows,
    rows: NDArray[np.int64],
    explainer: Explainer,
    references: WindowReferences,
    provenance: dict[str, Any],
    *,
    batch_size: int | None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Contributions]:
    """Yield the contributions of rows, in their order; of no rows none, once.

    Parameters
    ----------
    windows, rows
        A data set, and what of it is explained.
    explainer, references
        What explains, against what.
    provenance
        Of all pieces.
    batch_size
        Windows explained at a time, or None; a piece is made of whole batches.
    progress
        Called with the number of windows done and of all.
    """
    each = batch_size or explainer.engine.batch_size
    step = each * max(1, _BYTES // (16 * windows.window * each))
    done = 0

    def count(finished: int) -> None:
        nonlocal done
        done += finished
        if progress is not None:
            progress(min(done, len(rows)), len(rows))

    starts = range(0, max(len(rows), 1), step)
    parts = [rows[first : first + step] for first in starts]
    sequences: deque[Tensor] = deque()  # read, and not yet explained

    def read() -> Iterator[tuple[Tensor]]:
        for some in parts:
            # The scores of one window tell the shapes of none.
            sequences.append(_sequences(windows, some if len(some) else np.arange(1)))
            yield (sequences[-1],)

    explained = explainer.explain_pieces(
        read(),
        reference=references.asked,
        **references.drawn,
        **references.beside,
        batch_size=batch_size,
        progress=count,
    )
    for some, (found, *_) in zip(parts, explained, strict=True):
        x = sequences.popleft()[: len(some)]
        yield _contributions(windows, some, x, found.rows(slice(len(some))), provenance)


def _sequences(windows: Windows, rows: NDArray[np.int64]) -> Tensor:
    return one_hot(torch.from_numpy(windows.window_codes(rows)))


def _contributions(
    windows: Windows,
    rows: NDArray[np.int64],
    sequences: Tensor,
    found: Attribution,
    provenance: dict[str, Any],
) -> Contributions:
    return Contributions(
        sequences=sequences.numpy().astype(np.int8),
        projected=(found.scores[:, None] * sequences).numpy(),
        hypothetical=None if found.hypothetical is None else found.hypothetical.numpy(),
        standard_error=None if found.standard_error is None else found.standard_error.numpy(),
        index=rows,
        chrom=windows.chrom[rows],
        start=windows.start[rows],
        end=windows.end[rows],
        strand=windows.strand[rows],
        name=windows.name[rows],
        split=windows.split[rows],
        prediction=found.prediction.numpy(),
        reference_prediction=found.reference_prediction.numpy(),
        completeness_error=found.completeness_error.numpy(),
        absolute_error=found.absolute_error.numpy(),
        recomputed=found.recomputed.numpy(),
        **{
            name: {label: kept.numpy() for label, kept in getattr(found, name).items()}
            for name in TRACED
        },
        provenance=provenance,
    )
