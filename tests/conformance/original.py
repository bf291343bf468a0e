"""Networks and numbers of the original DeepLIFT package, as folders of ``.npz`` files hold them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class OriginalCase:
    """One network with its sequences, and what the package gives for them."""

    name: str
    model: nn.Module
    x: Tensor
    reference: Tensor
    target: int
    has_max_pool: bool
    expected: dict[str, Tensor]


def read_case(path: Path, dtype: torch.dtype) -> OriginalCase:
    """Read ``NAME.npz`` and ``NAME_out.npz``."""
    given = np.load(path)
    out = np.load(path.with_name(f"{path.stem}_out.npz"))
    return OriginalCase(
        path.stem,
        _model(given).to(dtype).eval(),
        torch.tensor(given["x"], dtype=dtype),
        torch.tensor(given["ref"], dtype=dtype),
        int(given["target"]),
        "pool_type" in given and str(given["pool_type"]) == "max",
        {name: torch.tensor(out[name]) for name in out if out[name].dtype.kind == "f"},
    )


def _model(given: Any) -> nn.Module:
    layers: list[nn.Module] = []
    for index in _indices(given, "conv"):
        layers += [_filled(given, f"conv{index}"), nn.ReLU()]
    if "pool_type" in given:
        pool = nn.MaxPool1d if str(given["pool_type"]) == "max" else nn.AvgPool1d
        layers.append(pool(int(given["pool"])))
    layers.append(nn.Flatten())
    for index in _indices(given, "dense"):
        layers += [_filled(given, f"dense{index}"), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def _indices(given: Any, kind: str) -> list[int]:
    names = (name for name in given if name.startswith(kind) and name.endswith("_weight"))
    return sorted(int(name.removeprefix(kind).removesuffix("_weight")) for name in names)


def _filled(given: Any, name: str) -> nn.Module:
    weight = torch.tensor(given[f"{name}_weight"])
    layer = nn.Conv1d(*weight.shape[1::-1], weight.shape[2]) if weight.dim() == 3 else None
    layer = layer or nn.Linear(weight.shape[1], weight.shape[0])
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(torch.tensor(given[f"{name}_bias"]))
    return layer
