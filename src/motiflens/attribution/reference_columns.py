"""References that are the same at every position: frequencies of the bases, or nothing."""

from __future__ import annotations

import torch
from torch import Tensor

from motiflens.attribution.reference_sets import References, Request, one_each, one_for_all
from motiflens.errors import InputError


def background(request: Request) -> References:
    """Make the frequencies on both strands: those of A and T are equal, and of C and G."""
    single = _frequencies(request)
    return one_for_all(request.name, (single + single.flip(0)) / 2, request.x)


def background_single_strand(request: Request) -> References:
    """Make the frequencies on the strand that was read."""
    return one_for_all(request.name, _frequencies(request), request.x)


def uniform(request: Request) -> References:
    """Make a quarter for each base."""
    return one_for_all(request.name, request.x.new_full((4,), 0.25), request.x)


def zeros(request: Request) -> References:
    """Make zeros."""
    return one_for_all(request.name, request.x.new_zeros(4), request.x)


def gc(request: Request) -> References:
    """Make ((1 - gc)/2, gc/2, gc/2, (1 - gc)/2) of the GC content of each sequence.

    A sequence of N alone, which scores nothing against any reference, gets a quarter each.
    """
    counts = request.x.sum(2, dtype=torch.float64)
    known = counts.sum(1)
    content = torch.where(known > 0, counts[:, 1:3].sum(1) / known.clamp(min=1), 0.5)
    columns = torch.stack([1 - content, content, content, 1 - content], dim=1) / 2
    return one_each(request.name, columns, request.x)


def _frequencies(request: Request) -> Tensor:
    """Return the frequencies (4,) that are known, or else those of x; N is left out."""
    if request.frequencies is not None:
        return request.frequencies
    counts = request.x.sum((0, 2), dtype=torch.float64)
    if counts.sum() == 0:
        raise InputError(
            "the sequences hold no base to take frequencies from",
            fix="give the reference as four numbers, or drop sequences of N alone",
        )
    return counts / counts.sum()
