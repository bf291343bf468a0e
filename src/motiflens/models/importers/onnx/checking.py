"""Whether a network computes what ONNX's own reference computes."""

from __future__ import annotations

import numpy as np
import onnx
import torch
from onnx.reference import ReferenceEvaluator
from onnx.reference.op_run import OpRun
from torch import nn

from motiflens.errors import ModelError

TOLERANCE = 1e-5
"""Largest difference between outputs, as a part of the largest output, or of one."""

_BATCHES = 2


class GlobalMaxPool(OpRun):
    """The maximum over all positions; the evaluator's own takes that of channels, too, in 1D."""

    op_domain = ""

    def _run(self, x: np.ndarray) -> tuple[np.ndarray]:
        return (x.max(axis=tuple(range(2, x.ndim)), keepdims=True),)


def check_outputs(
    model: onnx.ModelProto, network: nn.Module, layout: str, length: int, batch: int
) -> None:
    """Compare a network with ONNX's reference evaluator on random one-hot sequences.

    Parameters
    ----------
    model
        As it is in the file.
    network
        Its translation, which returns the same outputs.
    layout, length, batch
        How both want their sequences, and how many at once.

    Raises
    ------
    ModelError
        Where outputs differ; the largest difference is given.
    """
    evaluator = ReferenceEvaluator(model, new_ops=[GlobalMaxPool])
    (name,) = (item for item in evaluator.input_names if item not in _constants(model))
    for x in _one_hot(layout, length, batch):
        expected = evaluator.run(None, {name: x})
        with torch.no_grad():
            found = network(torch.from_numpy(x))
        outputs = found if isinstance(found, tuple) else (found,)
        for item, output, wanted in zip(model.graph.output, outputs, expected, strict=True):
            _compare(item.name, output.numpy(), np.asarray(wanted))


def _compare(name: str, found: np.ndarray, expected: np.ndarray) -> None:
    if found.shape != expected.shape:
        raise ModelError(f"the output {name} is {found.shape}, and by ONNX's own {expected.shape}")
    difference = float(np.abs(found - expected).max())
    if not difference <= TOLERANCE * max(1.0, float(np.abs(expected).max())):
        raise ModelError(
            f"the output {name} differs by up to {difference:.2g} from what ONNX's own reference "
            "computes, so that the model would not be the one in the file",
            fix="this is a fault of motiflens: report it with the model's operators",
        )


def _one_hot(layout: str, length: int, batch: int) -> list[np.ndarray]:
    """Return batches of random sequences."""
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 4, (_BATCHES, batch, length))
    sequences = np.eye(4, dtype=np.float32)[codes]
    last = layout.index("C") > layout.index("L")
    arranged = sequences if last else sequences.swapaxes(2, 3)
    shape = [{"N": batch, "C": 4, "L": length}.get(letter, 1) for letter in layout]
    return [np.ascontiguousarray(x).reshape(shape) for x in arranged]


def _constants(model: onnx.ModelProto) -> set[str]:
    return {tensor.name for tensor in model.graph.initializer}
