"""Weights in files: read without ever running what a file holds, and fitted by name and shape."""

from __future__ import annotations

import os
import pickle
import warnings
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor, nn

from motiflens.errors import ModelError

_SHOWN = 6
_COUNT = "num_batches_tracked"
_WRAPPERS = ("state_dict", "model_state_dict")


def save_weights(model: nn.Module, path: str | os.PathLike[str]) -> None:
    """Write the parameters and buffers of ``model`` as safetensors."""
    tensors = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    # Through bytes, since safetensors' own save_file makes files that only their owner can read.
    Path(path).write_bytes(save(tensors))


def read_safetensors(path: str | os.PathLike[str]) -> dict[str, Tensor]:
    """Read a safetensors file, onto the CPU.

    Raises
    ------
    ModelError
        Where the file is missing, truncated or of another format.
    """
    if not Path(path).is_file():
        raise ModelError("there is no file of weights here", where=str(path))
    try:
        return load_file(path, device="cpu")
    except SafetensorError as error:
        raise ModelError(
            f"the weights are no safetensors file, or truncated ({error})",
            where=str(path),
            fix="make the model again, or copy the file again",
        ) from None


def read_state_dict(path: str | os.PathLike[str]) -> dict[str, Tensor]:
    """Read a state_dict that ``torch.save`` wrote, onto the CPU; nothing in it is executed.

    A mapping whose key ``state_dict`` or ``model_state_dict`` holds the tensors, as training
    frameworks write it, is unwrapped.

    Raises
    ------
    ModelError
        Where the file is missing or damaged, holds more than tensors in plain containers, or
        is no state_dict.
    """
    if not Path(path).is_file():
        raise ModelError("there is no file of weights here", where=str(path))
    try:
        with warnings.catch_warnings(action="ignore"):  # of newer pickles, which may load or not
            content = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        raise ModelError(
            "the file is no plain state_dict: to read it takes Python's pickle, which can run any "
            "program; it was not loaded",
            where=str(path),
            fix="where you trust it, load it where it was made and save model.state_dict() alone, "
            "best as safetensors",
        ) from None
    except (RuntimeError, EOFError, ValueError, KeyError):
        raise ModelError(
            "the file is damaged, or was not written by torch.save", where=str(path)
        ) from None
    return _tensors(content, str(path))


def _tensors(content: Any, where: str) -> dict[str, Tensor]:
    if isinstance(content, dict):
        wrapped = (content[name] for name in _WRAPPERS if isinstance(content.get(name), dict))
        content = next(wrapped, content)
    if not isinstance(content, dict) or not content:
        raise ModelError(
            f"the file holds a {type(content).__name__}, where names and tensors were expected",
            where=where,
            fix="save model.state_dict()",
        )
    strangers = [str(name) for name, value in content.items() if not isinstance(value, Tensor)]
    if strangers:
        raise ModelError(
            f"the file holds more than tensors: {_some(strangers)}",
            where=where,
            fix="save model.state_dict() alone",
        )
    return {str(name): tensor for name, tensor in content.items()}


def fit_weights(model: nn.Module, tensors: dict[str, Tensor], *, where: str) -> None:
    """Copy ``tensors`` into ``model``, which must have just these names and shapes.

    Raises
    ------
    ModelError
        Which names what is missing, what is not known, and both shapes where they differ; also
        where a weight is not a finite number.
    """
    own = model.state_dict()
    # PyTorch before 0.4.1 did not count batches, and nothing is computed from their number.
    counts = {name: own[name] for name in own if name.endswith(_COUNT)}
    tensors = counts | tensors
    problems = []
    if missing := sorted(own.keys() - tensors.keys()):
        problems.append(f"missing: {_some(missing)}")
    if unknown := sorted(tensors.keys() - own.keys()):
        problems.append(f"unexpected: {_some(unknown)}")
    problems += [
        f"{name} is {tuple(tensors[name].shape)}, the model needs {tuple(own[name].shape)}"
        for name in own
        if name in tensors and tensors[name].shape != own[name].shape
    ]
    problems += [f"{name} is not finite" for name in tensors if not tensors[name].isfinite().all()]
    if problems:
        raise ModelError(
            f"the weights do not fit the model: {'; '.join(problems[:_SHOWN])}",
            where=where,
            fix="check the architecture, the input length and the number of tasks",
        )
    model.load_state_dict(tensors)


def _some(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
