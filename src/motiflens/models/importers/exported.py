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

_BATCH = 2  # of examples to export with: a batch of one would be taken for a constant


class ExportedNetwork(nn.Module):
    """A program as a network; the mode that it was exported in can't be changed any more."""

    def __init__(self, program: torch.export.ExportedProgram) -> None:
        super().__init__()
        self.program = program
        self.called = program.module()

    def forward(self, *inputs: Tensor) -> Any:
        """Return what the program returns."""
        return self.called(*inputs)

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
    sizes = _input_sizes(network.program, options.source)
    layout, length = _axes(sizes)
    readout, n_outputs = _outputs(network.program, options)
    if options.trust:
        # As it is exported again, the archive holds nothing that has to be trusted once more.
        network = export(network, [torch.zeros(_BATCH, *sizes)], options.source)
    return Imported(
        graph=None,
        network=network,
        readout=readout,
        input_length=length or options.input_length,
        n_tasks=n_outputs,
        tracks=tuple(options.tracks or ()),
        output_length=options.output_length,
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
    # The program takes its inputs one by one, whatever the network calls them.
    shapes = (batch,) if isinstance(network, ExportedNetwork) else batch
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


def _input_sizes(program: torch.export.ExportedProgram, where: str) -> list[int]:
    """Return the sizes of the one input after the batch, which must be dynamic."""
    names = program.graph_signature.user_inputs
    inputs = [node for node in program.graph.nodes if node.name in names]
    if not inputs:
        raise ModelError("the program takes no input", where=where)
    sizes = inputs[0].meta["val"].shape
    if isinstance(sizes[0], int):
        raise ModelError(
            f"the program takes batches of {sizes[0]} sequences and no other",
            where=where,
            fix="export the model again with dynamic_shapes=({0: torch.export.Dim.DYNAMIC},)",
        )
    return [size if isinstance(size, int) else int(size.node.hint) for size in sizes[1:]]


def _axes(sizes: list[int]) -> tuple[str | None, int | None]:
    """Return layout and length, where the sizes leave no doubt: one of 4, one longer, or ones."""
    if sizes.count(4) != 1 or sum(size > 1 for size in sizes) != 2:
        return None, None
    letters = ["C" if size == 4 else "L" if size > 1 else "1" for size in sizes]
    return "N" + "".join(letters), sizes[letters.index("L")]


def _outputs(program: torch.export.ExportedProgram, options: Import) -> tuple[str, int]:
    names = program.graph_signature.user_outputs
    outputs = [node for node in program.graph.nodes if node.name in names]
    readout = options.readout or ("profiles" if len(outputs) == 2 else "classes")
    return readout, int(outputs[-1].meta["val"].shape[-1]) if outputs else 0


@contextmanager
def _quietly() -> Iterator[None]:
    """Leave out what torch says of its internals; what goes wrong is said here."""
    logging.disable(logging.ERROR)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        logging.disable(logging.NOTSET)
