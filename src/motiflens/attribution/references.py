"""References: what a sequence is compared with.

A name of the table `REFERENCES`, four frequencies of A, C, G and T, or a tensor. What becomes of
it is always `References`, which makes them for the sequences that are about to be explained.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from motiflens.attribution.reference_columns import (
    background,
    background_single_strand,
    gc,
    uniform,
    zeros,
)
from motiflens.attribution.reference_dna import gc_matched, shuffles
from motiflens.attribution.reference_sets import References, Request, one_for_all
from motiflens.errors import ConfigError, InputError

__all__ = [
    "REFERENCES",
    "Reference",
    "ReferenceKind",
    "References",
    "resolve_references",
]

Reference = str | Sequence[float] | Tensor


@dataclass(frozen=True)
class ReferenceKind:
    """One row of the table.

    Attributes
    ----------
    name
        As the command line, the configuration and `motiflens.explain` take it.
    title
        As the report prints it.
    summary
        One sentence for a reader who does not know it.
    dna
        Whether it is made of DNA, which a model has seen, rather than of frequencies.
    several
        Whether a sequence has several, over which its scores are averaged.
    needs_pool
        Whether it is drawn from other sequences, which must then be given.
    maker
        What makes them for given sequences.
    """

    name: str
    title: str
    summary: str
    dna: bool
    several: bool
    needs_pool: bool
    maker: Callable[[Request], References]


_ROWS = (
    ReferenceKind(
        name="background",
        title="background frequencies",
        summary="The base frequencies of the data on both strands, at every position: those of A "
        "and T are equal, and of C and G.",
        dna=False,
        several=False,
        needs_pool=False,
        maker=background,
    ),
    ReferenceKind(
        name="background-single-strand",
        title="background frequencies of one strand",
        summary="The base frequencies of the data on the strand that was read, at every position.",
        dna=False,
        several=False,
        needs_pool=False,
        maker=background_single_strand,
    ),
    ReferenceKind(
        name="uniform",
        title="a quarter of each base",
        summary="A quarter of each base at every position.",
        dna=False,
        several=False,
        needs_pool=False,
        maker=uniform,
    ),
    ReferenceKind(
        name="zeros",
        title="zeros",
        summary="No DNA at all; scores then depend on how the weights of the first layer happen "
        "to be centred.",
        dna=False,
        several=False,
        needs_pool=False,
        maker=zeros,
    ),
    ReferenceKind(
        name="gc",
        title="GC content of each sequence",
        summary="The frequencies that have the sequence's own GC content, at every position.",
        dna=False,
        several=False,
        needs_pool=False,
        maker=gc,
    ),
    ReferenceKind(
        name="dinucleotide-shuffles",
        title="dinucleotide shuffles",
        summary="Shuffles of the sequence that keep every count of its dinucleotides, all of them "
        "equally likely.",
        dna=True,
        several=True,
        needs_pool=False,
        maker=shuffles("dinucleotide"),
    ),
    ReferenceKind(
        name="mononucleotide-shuffles",
        title="mononucleotide shuffles",
        summary="Shuffles of the sequence's bases, all orders equally likely.",
        dna=True,
        several=True,
        needs_pool=False,
        maker=shuffles("mononucleotide"),
    ),
    ReferenceKind(
        name="gc-matched",
        title="sequences of matched GC content",
        summary="Sequences without N from a pool, of the sequence's GC content (bins of 0.05); "
        "all sequences of a bin share theirs, which costs less.",
        dna=True,
        several=True,
        needs_pool=True,
        maker=gc_matched,
    ),
)

REFERENCES: dict[str, ReferenceKind] = {row.name: row for row in _ROWS}


def resolve_references(
    reference: Reference,
    x: Tensor,
    *,
    count: int = 20,
    seed: int = 0,
    pool: Tensor | None = None,
    frequencies: Sequence[float] | Tensor | None = None,
) -> References:
    """Return the references of the sequences x.

    Parameters
    ----------
    reference
        A name of `REFERENCES`; four frequencies of A, C, G and T that sum to one; or a tensor:
        (4,) or (4, L) for all sequences, (1, 4, L) or (N, 4, L) for all or one each, (1, K, 4, L)
        or (N, K, 4, L) where there are several. The columns of a tensor may hold any numbers.
    x
        The sequences, (N, 4, L).
    count
        References of a sequence, where the kind has several.
    seed
        Seed of shuffles and draws. What a sequence gets depends on the seed, the sequence and
        the pool alone, not on what else is in x.
    pool
        (P, 4, L) sequences without the motif, one-hot, from which ``gc-matched`` draws.
    frequencies
        Of A, C, G and T on one strand of the data that x is from, for ``background`` and
        ``background-single-strand``; taken from x where not given.

    Raises
    ------
    ConfigError
        Where there is no such name, the numbers are not frequencies, or what is needed is not
        given.
    InputError
        Where a tensor does not fit the sequences, or sequences are not what can be shuffled.

    Warns
    -----
    ReferenceWarning
        Where sequences have a single shuffle, or the pool lacks their GC content.
    """
    _check_numbers(count, seed)
    if isinstance(reference, Tensor):
        return _from_tensor(reference, x)
    if not isinstance(reference, str):
        return one_for_all("frequencies", _frequencies(reference), x)
    if reference not in REFERENCES:
        raise ConfigError(
            f"there is no reference named {reference!r}",
            fix=f"choose one of {', '.join(REFERENCES)}, or give four frequencies",
            where="reference",
        )
    known = None if frequencies is None else _frequencies(frequencies)
    return REFERENCES[reference].maker(Request(reference, x, count, seed, pool, known))


def _check_numbers(count: int, seed: int) -> None:
    if count < 1:
        raise ConfigError(
            f"{count} references were asked for", fix="ask for 1 at least", where="n_references"
        )
    if seed < 0:
        raise ConfigError(
            f"the seed of the references is {seed}", fix="give 0 or more", where="seed"
        )


def _from_tensor(reference: Tensor, x: Tensor) -> References:
    tensor = reference
    if tensor.shape == (4,):
        tensor = tensor[:, None].expand(4, x.shape[2])
    if tensor.dim() == 2:
        tensor = tensor[None]
    if tensor.dim() == 3:
        tensor = tensor[:, None]
    fits = tensor.dim() == 4 and tensor.shape[2:] == x.shape[1:] and tensor.shape[1] > 0
    if not fits or tensor.shape[0] not in (1, len(x)):
        raise InputError(
            f"the reference has the shape {tuple(reference.shape)}, the sequences {tuple(x.shape)}",
            fix="give a reference of shape (4,), (4, L), (1, 4, L), (N, 4, L), (1, K, 4, L) or "
            "(N, K, 4, L)",
        )
    if not bool(tensor.isfinite().all()):
        raise InputError("the reference holds numbers that are not finite")
    own, like = len(tensor) == len(x), x.new_empty(0)
    return References(
        count=tensor.shape[1],
        group=torch.arange(len(x)) if own else torch.zeros(len(x), dtype=torch.int64),
        make=lambda groups: tensor[groups.to(tensor.device)].to(like),
        name="tensor",
    )


def _frequencies(numbers: Sequence[float] | Tensor) -> Tensor:
    """Return (4,) float64 that sum to one."""
    try:
        values = torch.tensor([float(number) for number in numbers], dtype=torch.float64)
    except (TypeError, ValueError):
        values = torch.empty(0)
    if values.shape != (4,) or not bool((values >= 0).all()) or abs(float(values.sum()) - 1) > 1e-3:
        raise ConfigError(
            f"{numbers} is not four frequencies of A, C, G and T",
            fix="give four numbers of at least 0 that sum to 1, in the order A C G T",
            where="reference",
        )
    return values / values.sum()
