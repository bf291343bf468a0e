"""Recurrent layers, unrolled position by position into sums, gates and products."""

from __future__ import annotations

import torch
from torch._decomp import decompositions
from torch.export import ExportedProgram

from motiflens.attribution.aten import MAX_UNROLLED
from motiflens.attribution.formulas.table import FORMULAS

aten = torch.ops.aten

# PyTorch's own; the last argument says whether the batch comes first.
_UNROLLED = {
    aten.lstm.input: decompositions.lstm_impl,
    aten.gru.input: decompositions.gru_impl,
    aten.rnn_tanh.input: decompositions.rnn_tanh_input,
    aten.rnn_relu.input: decompositions.rnn_relu_input,
}
FORMULAS.update(_UNROLLED)


def too_long(exported: ExportedProgram) -> set[object]:
    """Return the recurrent operators that a model calls on more positions than are unrolled."""
    found = set()
    for node in exported.graph.nodes:
        if node.target in _UNROLLED:
            sizes = node.args[0].meta["val"].shape
            if sizes[1 if node.args[-1] else 0] > MAX_UNROLLED:
                found.add(node.target)
    return found
