"""What an input's shape says of how it wants sequences."""

from __future__ import annotations

from collections.abc import Sequence

from motiflens.errors import ModelError

BASES = 4
_LONGEST = 10_000_000
"""Of sequences, in bp: ten times what the longest models take."""


def sequence_sizes(
    shapes: Sequence[tuple[int | None, ...]], input_length: int | None
) -> tuple[int, tuple[int, ...]]:
    """Return which of several inputs takes the sequence, and its dimensions after the batch.

    Parameters
    ----------
    shapes
        Of the inputs, after the batch; None where any size will do.
    input_length
        In bp; takes the place of a length that is left open.

    Raises
    ------
    ModelError
        Where no input has four channels, one length, and ones beside them; or the length is open
        and not given, or is another.
    """
    for number, shape in enumerate(shapes):
        if _is_sequence(shape):
            return number, _with_length(shape, input_length)
    raise ModelError(
        "no input of the model is a sequence of DNA, of four channels and a length: inputs are "
        f"{', '.join(map(str, shapes))}"
    )


def layout_of(sizes: Sequence[int]) -> str:
    """Return dimensions after the batch as `Imported` names them: ``NCL``, ``NLC``, ``N1CL``..."""
    bases = list(sizes).index(BASES)
    letters = ("1" if size == 1 else "L" for size in sizes)
    return "N" + "".join("C" if dim == bases else letter for dim, letter in enumerate(letters))


def _is_sequence(shape: tuple[int | None, ...]) -> bool:
    others = [size for size in shape if size not in (1, BASES)]
    return len(others) == 1 and shape.count(BASES) == 1


def _with_length(shape: tuple[int | None, ...], given: int | None) -> tuple[int, ...]:
    told = next((size for size in shape if size not in (None, 1, BASES)), None)
    length = told or given
    if length is None:
        raise ModelError(
            "the model takes sequences of any length",
            fix="give the length in bp that it was trained on, as `input_length`",
        )
    if given not in (None, length):
        raise ModelError(
            f"the model takes sequences of {length} bp, and an input length of {given} was given",
            fix=f"leave `input_length` out, or give {length}",
        )
    if not 0 < length <= _LONGEST:
        raise ModelError(
            f"the model takes sequences of {length:,} bp, which no machine has room for",
            fix="check the shape of its input",
        )
    return tuple(length if size is None else size for size in shape)
