"""Ask a network that was imported whether it takes and returns what is declared."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from motiflens.errors import ModelError
from motiflens.models.card import Reads
from motiflens.models.encoding import one_hot
from motiflens.models.reads import LAYOUTS, Outputs, arrange
from motiflens.models.shape import Shape

SEED = 0
_SEQUENCES = 4
_SAME = 1e-4  # of the largest output: what may come of adding in another order
_LENGTHS = (
    *(20, 24, 30, 40, 41, 50, 51, 60, 64, 75, 80, 100, 101, 110, 120, 124, 128, 147, 150, 164),
    *(200, 201, 230, 249, 250, 251, 256, 300, 301, 400, 401, 499, 500, 501, 512, 600, 601, 800),
    *(1000, 1001, 1002, 1024, 1344, 1500, 2000, 2001, 2048, 2114, 2500, 3000, 3072, 4000, 4096),
)


def drawn(length: int) -> Tensor:
    """Return the sequences (4, 4, length) that networks are asked about, always the same ones."""
    codes = np.random.default_rng(SEED).integers(0, 4, (_SEQUENCES, length)).astype(np.uint8)
    return one_hot(torch.from_numpy(codes))


def ask(network: nn.Module, x: Tensor) -> tuple[Tensor, ...]:
    """Return the outputs for sequences (N, 4, L), as a tuple."""
    with torch.inference_mode():
        outputs: Outputs = network(x)
    return outputs if isinstance(outputs, tuple) else (outputs,)


def check_takes(network: nn.Module, reads: Reads, length: int, *, where: str) -> None:
    """Check that a network, as it is, takes sequences of the declared length, axes and channels.

    Raises
    ------
    ModelError
        Which names layouts and lengths that it does take.
    """
    problem = _complaint(network, reads.layout, length)
    if problem is None:
        return
    layouts = [
        name
        for name in LAYOUTS
        if name != reads.layout and _complaint(network, name, length) is None
    ]
    lengths = [size for size in _LENGTHS if _complaint(network, reads.layout, size) is None]
    known = [f"sequences of {length} bp laid out as {' or '.join(layouts)}"] * bool(layouts)
    known += [f"{reads.layout} of {_some(lengths)} bp"] * bool(lengths)
    unknown = (
        f"check `input_length`, and whether it is a model of sequences alone; no layout of "
        f"{', '.join(LAYOUTS)} will do"
    )
    raise ModelError(
        f"the model does not take sequences of {length} bp laid out as {reads.layout}: {problem}",
        where=where,
        fix=f"it takes {', and '.join(known)}: correct `layout` or `input_length`"
        if known
        else unknown,
    )


def _complaint(network: nn.Module, layout: str, length: int) -> str | None:
    """Return what a network says against sequences of a layout and length, or None."""
    try:
        ask(network, arrange(drawn(length)[:2], Reads(layout=layout)))
    except ModelError:
        raise
    except Exception as error:  # of whatever kind the network's own code raises
        return next(iter(str(error).strip().splitlines()), type(error).__name__)
    return None


def check_says(network: nn.Module, shape: Shape, *, where: str) -> list[list[float]]:
    """Check what a network returns for (N, 4, L), and that it depends on each sequence alone.

    Returns
    -------
    The numbers for each task, of each of the sequences that are always asked about.

    Raises
    ------
    ModelError
        Where the outputs have another shape than declared, are no numbers, or change with what
        else is in the batch or from call to call.
    """
    x = drawn(shape.input_length)
    outputs = ask(network, x)
    _check_shapes(outputs, shape, where)
    if not all(output.isfinite().all() for output in outputs):
        raise ModelError("the model returns numbers that are not finite", where=where)
    again = ask(network, x)
    alone = ask(network, x[:1])
    for first, second, single in zip(outputs, again, alone, strict=True):
        allowed = _SAME * max(1e-6, float(first.abs().max()))
        if float((first - second).abs().max()) > allowed:
            raise ModelError(
                "the model gives other outputs each time that it is asked",
                where=where,
                fix="save it again after model.eval(), so that dropout is off",
            )
        if float((first[:1] - single).abs().max()) > allowed:
            raise ModelError(
                "what the model says of a sequence depends on the others in the batch",
                where=where,
                fix="save it again after model.eval(), so that batch norm uses what it has learnt",
            )
    return [[float(value) for value in row] for row in outputs[-1]]


def _check_shapes(outputs: tuple[Tensor, ...], shape: Shape, where: str) -> None:
    found = [tuple(output.shape[1:]) for output in outputs]
    expected: list[tuple[int, ...]] = [(shape.tasks,)]
    if shape.readout == "profiles":
        expected.insert(0, (sum(shape.tracks), shape.output_length))
    if found == expected:
        return
    if len(found) == 1 and found[0] != (shape.tasks,) and len(found[0]) == 1:
        raise ModelError(
            f"the model has {found[0][0]} outputs, and the number of tasks is {shape.tasks}",
            where=where,
            fix=f"name {found[0][0]} `tasks`, one for each output",
        )
    raise ModelError(
        f"for each sequence the model returns {_sizes(found)}, where {_sizes(expected)} was "
        f"expected of {shape.readout}",
        where=where,
        fix="check `readout`, `tasks`, `tracks` and `output_length`",
    )


def _sizes(shapes: list[tuple[int, ...]]) -> str:
    return " and ".join(str(shape) if shape else "one number without an axis" for shape in shapes)


def _some(lengths: list[int]) -> str:
    if len(lengths) > 12:
        return f"{lengths[0]} to {lengths[-1]}"
    return ", ".join(map(str, lengths))
