"""Read a Keras model."""

from __future__ import annotations

import os
from collections.abc import Iterator

from motiflens.errors import ModelError
from motiflens.models.graphs import GraphBuilder
from motiflens.models.graphs.arrangement import arranged, own_order
from motiflens.models.importers.graph_heads import Head, are_profiles, as_profiles, as_vector
from motiflens.models.importers.imported import Imported
from motiflens.models.importers.keras.config import ModelConfig, read_model
from motiflens.models.importers.keras.files import Source, open_keras
from motiflens.models.importers.keras.sequence_input import (
    SequenceInput,
    add_inputs,
    find_sequence_input,
)
from motiflens.models.importers.keras.translation import Translation

BACKENDS = ("tensorflow", "theano")


def read_keras(
    path: str | os.PathLike[str],
    weights: str | os.PathLike[str] | None = None,
    *,
    input_length: int | None = None,
    backend: str | None = None,
) -> Imported:
    """Read a Sequential or functional model; nothing in the file is executed.

    The network takes sequences as the source does, mostly (N, L, 4); within it, convolutions have
    their channels behind the batch, as in PyTorch. A last sigmoid or softmax is left out and named.

    Parameters
    ----------
    path
        ``.keras``, a whole model in HDF5, or the JSON of ``model.to_json()``.
    weights
        HDF5 file of the weights, where ``path`` holds none, or others.
    input_length
        In bp, for a model that takes sequences of any length.
    backend
        ``theano`` where a model of Keras 1 was trained with it, of which its file says nothing:
        Theano reads kernels from the end.

    Raises
    ------
    ModelError
        Where a file is damaged or incomplete, a layer is not known, or tensors do not fit.

    Notes
    -----
    Two heads whose names speak of profiles and counts, once or for each task, make ``profiles``;
    several vectors make one, in the model's order.
    """
    with open_keras(path, weights) as source:
        where = str(path)
        config = read_model(source.config, where=where)
        chosen = find_sequence_input(config, input_length)
        graph = GraphBuilder(chosen.sizes)
        translation = Translation(
            graph, source.weights, _version(source), _trained_with(source, backend) == "theano"
        )
        values = translation.model(config, add_inputs(graph, config, chosen))
    notes = [*_backend_notes(source, backend), *translation.notes, *_input_notes(config, chosen)]
    heads = [
        Head(ref.layer, arranged(graph, value, own_order(value.rank)).name)
        for ref, value in zip(config.outputs, values, strict=True)
    ]
    if are_profiles(heads):
        return as_profiles(
            graph, heads, layout=chosen.layout, input_length=chosen.length, notes=notes
        )
    _check_inputs(config)
    return as_vector(graph, heads, layout=chosen.layout, input_length=chosen.length, notes=notes)


def _check_inputs(config: ModelConfig) -> None:
    if len(config.inputs) > 1:
        names = ", ".join(ref.layer for ref in config.inputs)
        raise ModelError(
            f"the model takes {len(config.inputs)} inputs ({names}); only those of models of "
            "profiles may have more than the sequence",
            where=f"model {config.name}",
        )


def _input_notes(config: ModelConfig, chosen: SequenceInput) -> Iterator[str]:
    others = [ref.layer for n, ref in enumerate(config.inputs) if n != chosen.number]
    if others:
        yield f"the inputs {', '.join(others)} are zero"


def _version(source: Source) -> int:
    """Return the first number of the version; files of the first versions do not have one."""
    return int((source.version or "1").split(".")[0])


def _trained_with(source: Source, backend: str | None) -> str | None:
    if backend is not None and backend not in BACKENDS:
        raise ModelError(
            f"there is no backend {backend!r}", fix=f"choose one of {', '.join(BACKENDS)}"
        )
    return backend or source.backend


def _backend_notes(source: Source, backend: str | None) -> Iterator[str]:
    if _version(source) == 1 and _trained_with(source, backend) is None:
        yield (
            "the file is of Keras 1 and does not say which backend it was trained with: "
            "TensorFlow was taken; where it was Theano, give `backend: theano`"
        )
