"""References: what a sequence is compared with.

A name, four frequencies of A, C, G and T, or a tensor. What becomes of it is always a tensor of
one-hot's shape, (1, 4, L) where all sequences share it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from motiflens.errors import ConfigError, InputError

Reference = str | Sequence[float] | Tensor


def background_single_strand(x: Tensor) -> Tensor:
    """Return the frequencies of A, C, G and T in the sequences x (N, 4, L); N is left out."""
    counts = x.sum((0, 2))
    if counts.sum() == 0:
        raise InputError(
            "the sequences hold no base to take frequencies from",
            fix="give the reference as four numbers, or drop sequences of N alone",
        )
    return counts / counts.sum()


def background(x: Tensor) -> Tensor:
    """Return the frequencies on both strands: those of A and T are equal, and of C and G."""
    frequencies = background_single_strand(x)
    return (frequencies + frequencies.flip(0)) / 2


def uniform(x: Tensor) -> Tensor:
    """Return a quarter for each base."""
    return x.new_full((4,), 0.25)


def zeros(x: Tensor) -> Tensor:
    """Return zeros: no DNA at all, and a plain LRP; scores then depend on the weights' gauge."""
    return x.new_zeros(4)


REFERENCES: dict[str, Callable[[Tensor], Tensor]] = {
    "background": background,
    "background-single-strand": background_single_strand,
    "uniform": uniform,
    "zeros": zeros,
}


def resolve_reference(reference: Reference, x: Tensor) -> Tensor:
    """Return the reference of the sequences x as a tensor, (1, 4, L) or (N, 4, L).

    Parameters
    ----------
    reference
        A name of `REFERENCES`; four frequencies of A, C, G and T that sum to one; or a tensor of
        shape (4,), (4, L), (1, 4, L) or (N, 4, L).
    x
        The sequences, (N, 4, L); ``background`` is taken from all of them.

    Raises
    ------
    ConfigError
        Where there is no such name, or the numbers are not frequencies.
    InputError
        Where a tensor has another shape than the sequences.
    """
    if isinstance(reference, str):
        if reference not in REFERENCES:
            raise ConfigError(
                f"there is no reference named {reference!r}",
                fix=f"choose one of {', '.join(REFERENCES)}, or give four frequencies",
            )
        return _column(REFERENCES[reference](x), x)
    if not isinstance(reference, Tensor):
        return _column(_frequencies(reference, x), x)
    tensor = reference.to(x)
    if tensor.shape == (4,):
        return _column(tensor, x)
    if tensor.dim() == 2:
        tensor = tensor[None]
    if tensor.shape[1:] != x.shape[1:] or tensor.shape[0] not in (1, x.shape[0]):
        raise InputError(
            f"the reference has the shape {tuple(reference.shape)}, the sequences {tuple(x.shape)}",
            fix="give a reference of shape (4,), (4, L), (1, 4, L) or (N, 4, L)",
        )
    return tensor


def fill_unknown(x: Tensor, reference: Tensor) -> Tensor:
    """Return x with the reference at every N (a column of zeros), so that N scores nothing."""
    return torch.where(x.sum(1, keepdim=True) == 0, reference, x)


def _column(frequencies: Tensor, x: Tensor) -> Tensor:
    return frequencies.to(x).view(1, 4, 1).expand(1, 4, x.shape[2])


def _frequencies(numbers: Sequence[float], x: Tensor) -> Tensor:
    values = torch.tensor([float(number) for number in numbers], dtype=torch.float64)
    if values.shape != (4,) or bool((values < 0).any()) or abs(float(values.sum()) - 1) > 1e-3:
        raise ConfigError(
            f"the reference {list(numbers)} is not four frequencies of A, C, G and T",
            fix="give four numbers of at least 0 that sum to 1, in the order A C G T",
        )
    return (values / values.sum()).to(x)
