"""Programs of `torch.export`."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from motiflens.config import Import
from motiflens.errors import ModelError
from motiflens.models.importers.exported_archive import check_archive
from motiflens.models.importers.imported import Imported

_LETTERS = {4: "C", 1: "1"}
_BATCH = 2  # of examples to export with: a batch of one would be taken for a constant


class ExportedNetwork(nn.Module):
    """A program as a network; the mode that it was exported in can't be changed any more.

    Control tracks that it takes beside the sequences are zero where they are not given.
    """

    def __init__(self, program: torch.export.ExportedProgram) -> None:
        super().__init__()
        self.program = program
        self.called = program.module()
        self._further = [sizes[1:] for sizes in _shapes(program)[1:]]

    def forward(self, x: Tensor, *control: Tensor) -> Any:
        """Return what the program returns."""
        given = control or tuple(x.new_zeros(x.shape[0], *map(int, own)) for own in self._further)
        return self.called(x, *given)

    def train(self, mode: bool = True) -> ExportedNetwork:
        """Leave the program as it is, since it has no modes."""
        self.training = mode
        return self


def read_exported(options: Import) -> Imported:
    """Read a program that `torch.export.save` wrote.

    Raises
    ------
    ModelError
        Where the file is damaged, could run more than PyTorch's operators and is not trusted, or
        holds a program for batches of one size.
    """
    network = ExportedNetwork(load_program(Path(options.source), trust=options.trust))
    inputs = _inputs(network.program, options.source)
    layout, length = _axes(inputs[0])
    readout, n_outputs = _outputs(network.program, options)
    if options.trust:
        # As it is exported again, the archive holds nothing that has to be trusted once more.
        examples = [torch.zeros(_BATCH, *map(int, sizes)) for sizes in inputs]
        network = export(network, examples, options.source)
    return Imported(
        graph=None,
        network=network,
        readout=readout,
        input_length=length or options.input_length,
        n_tasks=n_outputs,
        tracks=tuple(options.tracks or ()),
        output_length=options.output_length,
        controls=int(inputs[1][0]) if len(inputs) == 2 else 0,
        layout=layout or options.layout or "NCL",
    )


def load_program(path: Path, *, trust: bool = False) -> torch.export.ExportedProgram:
    """Return the program in an archive, which is checked first unless it is trusted.

    Raises
    ------
    ModelError
        Where it could run more than PyTorch's operators, or cannot be read.
    """
    if not trust:
        check_archive(path)
    try:
        with _quietly():
            return torch.export.load(io.BytesIO(path.read_bytes()))
    except Exception as error:  # of many kinds, in a file that is damaged or of another version
        first = next(iter(str(error).splitlines()), type(error).__name__)
        raise ModelError(f"the program cannot be loaded: {first}", where=str(path)) from None


def save_program(network: ExportedNetwork, path: Path) -> None:
    """Write the program of a network."""
    with _quietly():
        torch.export.save(network.program, path)


def export(network: nn.Module, examples: list[Tensor], where: str) -> ExportedNetwork:
    """Return a network as a program for batches of any size.

    Raises
    ------
    ModelError
        Where `torch.export` refuses it.
    """
    batch = tuple({0: torch.export.Dim.DYNAMIC} for _ in examples)
    # A program has a name for its first input alone.
    several = isinstance(network, ExportedNetwork) and len(batch) > 1
    shapes = (batch[0], batch[1:]) if several else batch
    try:
        with _quietly(), torch.no_grad():
            program = torch.export.export(network, tuple(examples), dynamic_shapes=shapes)
        for node in program.graph.nodes:
            node.meta.pop("stack_trace", None)  # it names files of this machine
        return ExportedNetwork(program)
    except Exception as error:  # the network's own among many others
        first = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise ModelError(
            f"torch.export cannot capture the model: {first}",
            where=where,
            fix="import its state_dict instead, with the class as `architecture: module:Class`",
        ) from None


def _inputs(program: torch.export.ExportedProgram, where: str) -> list[list[Any]]:
    """Return the sizes of each input after the batch, which must be dynamic, as others may be."""
    inputs = _shapes(program)
    if not inputs:
        raise ModelError("the program takes no input", where=where)
    batch = inputs[0][0]
    if isinstance(batch, int):
        raise ModelError(
            f"the program takes batches of {batch} sequences and no other",
            where=where,
            fix="export the model again with dynamic_shapes=({0: torch.export.Dim.DYNAMIC},)",
        )
    return [sizes[1:] for sizes in inputs]


def _shapes(program: torch.export.ExportedProgram) -> list[list[Any]]:
    names = program.graph_signature.user_inputs
    return [list(node.meta["val"].shape) for node in program.graph.nodes if node.name in names]


def _axes(sizes: list[Any]) -> tuple[str | None, int | None]:
    """Return layout and length, where the sizes leave no doubt: one of 4, one longer, or ones.

    A length that is dynamic is None.
    """
    letters = ["L" if not isinstance(size, int) else _LETTERS.get(size, "L") for size in sizes]
    if letters.count("C") != 1 or letters.count("L") != 1:
        return None, None
    length = sizes[letters.index("L")]
    return "N" + "".join(letters), length if isinstance(length, int) else None


def _outputs(program: torch.export.ExportedProgram, options: Import) -> tuple[str, int]:
    """Return the readout and the number of outputs; asking the network settles what is left."""
    names = program.graph_signature.user_outputs
    shapes = [node.meta["val"].shape for node in program.graph.nodes if node.name in names]
    readout = options.readout or ("profiles" if len(shapes) == 2 else "classes")
    last = shapes[-1][-1] if shapes and len(shapes[-1]) > 1 else None
    return readout, last if isinstance(last, int) else len(options.tasks)


@contextmanager
def _quietly() -> Iterator[None]:
    """Leave out what torch says of its internals; what goes wrong is said here."""
    logging.disable(logging.ERROR)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        logging.disable(logging.NOTSET)
