"""Files of a small network in every form that PyTorch writes."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import nn

from motiflens.config import Import
from motiflens.models.architectures import build
from motiflens.models.shape import Shape

LENGTH, TASKS = 40, ["A", "B"]


def small_network() -> nn.Module:
    """Return the same untrained network each time."""
    torch.manual_seed(0)
    return build("small-cnn", Shape(LENGTH, len(TASKS))).eval()


def options(source: Path, **fields: Any) -> Import:
    """Return options of an import."""
    return Import.model_validate({"source": str(source), "tasks": TASKS} | fields)


def write_safetensors(network: nn.Module, path: Path) -> None:
    save_file(network.state_dict(), path)


def write_state_dict(network: nn.Module, path: Path) -> None:
    torch.save(network.state_dict(), path)


def write_checkpoint(network: nn.Module, path: Path) -> None:
    torch.save({"epoch": 3, "state_dict": network.state_dict()}, path)


def write_module(network: nn.Module, path: Path) -> None:
    torch.save(network, path)


def write_program(network: nn.Module, path: Path, *, dynamic: bool = True) -> None:
    """Write a program of `torch.export`, for batches of any size or of two sequences."""
    shapes = ({0: torch.export.Dim.DYNAMIC},) if dynamic else None
    with warnings.catch_warnings(action="ignore"):
        program = torch.export.export(network, (torch.zeros(2, 4, LENGTH),), dynamic_shapes=shapes)
        torch.export.save(program, path)


def write_script(network: nn.Module, path: Path) -> None:
    """Write a traced module."""
    with warnings.catch_warnings(action="ignore"):
        torch.jit.save(torch.jit.trace(network, torch.zeros(2, 4, LENGTH)), str(path))
