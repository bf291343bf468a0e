"""Recurrent layers, unrolled position by position into sums, gates and products."""

from __future__ import annotations

import torch
from torch._decomp import decompositions
from torch.export import ExportedProgram

from motiflens.attribution.aten import MAX_UNROLLED, why_refused
from motiflens.attribution.formulas.table import FORMULAS
from motiflens.attribution.origin import refused, unsupported
from motiflens.attribution.user_rules import has_user_rule

aten = torch.ops.aten

# PyTorch's own; the last argument says whether the batch comes first.
_UNROLLED = {
    aten.lstm.input: decompositions.lstm_impl,
    aten.gru.input: decompositions.gru_impl,
    aten.rnn_tanh.input: decompositions.rnn_tanh_input,
    aten.rnn_relu.input: decompositions.rnn_relu_input,
}
FORMULAS.update(_UNROLLED)


def check_length(exported: ExportedProgram) -> None:
    """Refuse a recurrent layer on more positions than are unrolled, before it is.

    Raises
    ------
    UnsupportedOperationError
        Naming the layer and what can be done.
    """
    for node in exported.graph.nodes:
        if node.target in _UNROLLED and not has_user_rule(node.target):
            sizes = node.args[0].meta["val"].shape
            if sizes[1 if node.args[-1] else 0] > MAX_UNROLLED:
                raise unsupported([refused(node, why_refused(node.target))])
