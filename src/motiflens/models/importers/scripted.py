"""TorchScript: programs that can be called, and not be looked into."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from motiflens.config import Import
from motiflens.errors import ModelError
from motiflens.models.importers.imported import Imported


class ScriptedNetwork(nn.Module):
    """A TorchScript program as a network."""

    def __init__(self, script: torch.jit.ScriptModule) -> None:
        super().__init__()
        self.script = script

    def forward(self, *inputs: Tensor) -> Any:
        """Return what the program returns."""
        return self.script(*inputs)


def read_torchscript(options: Import) -> Imported:
    """Read a program that `torch.jit.save` wrote.

    Raises
    ------
    ModelError
        Where the file is damaged.
    """
    return Imported(
        graph=None,
        network=ScriptedNetwork(load_script(Path(options.source))),
        readout=options.readout or "classes",
        input_length=options.input_length,
        n_tasks=len(options.tasks),
        tracks=tuple(options.tracks or ()),
        output_length=options.output_length,
        controls=options.controls or 0,
        layout=options.layout or "NCL",
        notes=("methods that follow a model's operations refuse TorchScript; others only call it",),
    )


def load_script(path: Path) -> torch.jit.ScriptModule:
    """Return the program in a file, on the CPU and in evaluation mode.

    Raises
    ------
    ModelError
        Where it cannot be read.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # of its being superseded
            script: torch.jit.ScriptModule = torch.jit.load(  # type: ignore[no-untyped-call]
                str(path), map_location="cpu"
            )
            torch.jit.save(script, io.BytesIO())  # a damaged one may be read, and not be written
            return script.eval()
    except (RuntimeError, ValueError, OSError) as error:
        first = next(iter(str(error).splitlines()), type(error).__name__)
        raise ModelError(f"the TorchScript cannot be read: {first}", where=str(path)) from None


def save_script(network: ScriptedNetwork, path: Path) -> None:
    """Write the program of a network."""
    with warnings.catch_warnings(action="ignore"):
        torch.jit.save(network.script, str(path))
