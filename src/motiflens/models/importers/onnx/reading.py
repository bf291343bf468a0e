"""Read an ONNX model."""

from __future__ import annotations

import os
from collections.abc import Sequence

import onnx

from motiflens.errors import ModelError
from motiflens.models.graphs import GraphBuilder
from motiflens.models.graphs.arrangement import Value, arranged, own_order
from motiflens.models.graphs.builder import INPUT
from motiflens.models.graphs.operations import Permute
from motiflens.models.importers.graph_heads import Head, are_profiles, as_profiles, as_vector
from motiflens.models.importers.imported import Imported
from motiflens.models.importers.onnx.checking import check_outputs
from motiflens.models.importers.onnx.files import open_onnx
from motiflens.models.importers.onnx.rewriting import simplified
from motiflens.models.importers.onnx.translation import Translation
from motiflens.models.importers.sequence_shape import layout_of, sequence_sizes


def read_onnx(path: str | os.PathLike[str], *, input_length: int | None = None) -> Imported:
    """Read a model of the operators in the table `TRANSLATORS`, whose outputs are checked.

    Parameters
    ----------
    path
        The model; tensors that are kept in other files must lie beside it.
    input_length
        In bp, for a model that leaves it open.

    Raises
    ------
    ModelError
        Where the file is damaged, operators are not known (all are listed), or outputs for random
        sequences differ from those of ONNX's reference evaluator.

    Notes
    -----
    A last sigmoid or softmax is left out and named. Several vectors make one, in the model's
    order. Two outputs, a matrix and a vector, are a profile and its counts; so are outputs whose
    names speak of them.
    """
    model = open_onnx(path)
    item = _input(model)
    sizes = sequence_sizes([_sizes(item)], input_length)[1]
    layout = layout_of(sizes)
    length = sizes[layout.index("L") - 1]
    graph = GraphBuilder(sizes)
    start = Value(INPUT, own_order(len(sizes) + 1))
    batch = item.type.tensor_type.shape.dim[0].dim_value or 1
    values = Translation(simplified(model), graph, {item.name: start}, batch).outputs()
    names = [output.name for output in model.graph.output]
    outputs = [arranged(graph, value, own_order(value.rank)) for value in values]
    whole = graph.network([value.name for value in outputs], layout)
    check_outputs(model, whole, layout, length, batch)
    heads, notes = _heads(graph, names, outputs)
    read = as_profiles if are_profiles(heads) else as_vector
    return read(graph, heads, layout=layout, input_length=length, notes=notes)


def _input(model: onnx.ModelProto) -> onnx.ValueInfoProto:
    constants = {tensor.name for tensor in model.graph.initializer}
    inputs = [item for item in model.graph.input if item.name not in constants]
    if len(inputs) != 1:
        names = ", ".join(item.name for item in inputs)
        raise ModelError(f"the model takes {len(inputs)} inputs ({names}); one is known")
    found: onnx.ValueInfoProto = inputs[0]
    return found


def _sizes(item: onnx.ValueInfoProto) -> tuple[int | None, ...]:
    """Return the dimensions of an input after the batch; None where any will do."""
    dimensions = item.type.tensor_type.shape.dim[1:]
    return tuple(dim.dim_value or None for dim in dimensions)


def _heads(
    graph: GraphBuilder, names: Sequence[str], values: Sequence[Value]
) -> tuple[list[Head], list[str]]:
    """Return the outputs, profiles with their positions first."""
    heads = [Head(name, value.name) for name, value in zip(names, values, strict=True)]
    notes = []
    if not are_profiles(heads) and sorted(value.rank for value in values) == [2, 3]:
        kinds = {3: "profile", 2: "counts"}
        heads = [Head(kinds[value.rank], value.name) for value in values]
        notes = [
            f"the outputs {', '.join(names)} are taken for a profile and counts, by their shape"
        ]
    if not are_profiles(heads):
        return heads, notes
    return [_positions_first(graph, head) for head in heads], notes


def _positions_first(graph: GraphBuilder, head: Head) -> Head:
    """Return a profile as (positions, tracks); of both the positions are more."""
    shape = graph.shape(head.value)
    if len(shape) != 2 or shape[0] >= shape[1]:
        return head
    return Head(
        head.name, graph.add(f"{head.name}_by_position", Permute(dims=(2, 1)), [head.value])
    )
