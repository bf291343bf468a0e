"""What a graph's outputs are: one vector, or profiles with their counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from motiflens.errors import ModelError
from motiflens.models.graphs import GraphBuilder
from motiflens.models.graphs.operations import Concatenate, LogSumExp, Permute, Reshape
from motiflens.models.importers.imported import Imported


@dataclass(frozen=True)
class Head:
    """An output: what the source calls it, and its value in the graph.

    A profile is (positions, tracks) or (positions,) after the batch, all else (outputs,).
    """

    name: str
    value: str


def as_vector(
    graph: GraphBuilder,
    heads: Sequence[Head],
    *,
    layout: str,
    input_length: int,
    notes: Sequence[str] = (),
) -> Imported:
    """Return the network whose output is (N, T), with a last sigmoid or softmax left out.

    Raises
    ------
    ModelError
        Where an output is more than a vector.
    """
    vectors = [_vector(graph, head) for head in heads]
    logits, activation = _before_activation(graph, vectors)
    output = logits[0]
    if len(logits) > 1:
        output = graph.add("outputs", Concatenate(dim=1), logits)
        names = ", ".join(head.name for head in heads)
        notes = [*notes, f"the outputs {names} follow each other in one vector"]
    (n_tasks,) = graph.shape(output)
    return _imported(
        graph,
        [output],
        readout="values" if activation is None else "classes",
        input_length=input_length,
        n_tasks=n_tasks,
        tracks=(1,) * n_tasks,
        layout=layout,
        activation=activation,
        task_names=tuple(head.name for head in heads) if len(heads) == n_tasks > 1 else (),
        notes=tuple(notes),
    )


def are_profiles(heads: Sequence[Head]) -> bool:
    """Return whether the heads' names speak of as many profiles as counts, and of nothing else."""
    profiles, counts = _by_kind(heads)
    return len(profiles) == len(counts) > 0 and len(profiles) + len(counts) == len(heads)


def as_profiles(
    graph: GraphBuilder,
    heads: Sequence[Head],
    *,
    layout: str,
    input_length: int,
    notes: Sequence[str] = (),
) -> Imported:
    """Return the network whose output is profiles (N, S, P) and log counts (N, T).

    Counts of each strand are joined by the logarithm of their sum.

    Raises
    ------
    ModelError
        Where the outputs are not profiles of one length with their counts.
    """
    profiles, counts = _by_kind(heads)
    tracks = [_tracks(graph, head) for head in profiles]
    lengths = {graph.shape(value)[1] for value in tracks}
    if len(lengths) > 1:
        raise ModelError(f"the profiles have different lengths: {sorted(lengths)}")
    strands = tuple(graph.shape(value)[0] for value in tracks)
    joined = [_count(graph, head, count) for head, count in zip(counts, strands, strict=True)]
    if any(graph.shape(head.value) != (1,) for head in counts):
        notes = [*notes, "counts of the strands are joined: the log of their sum is the task's"]
    names = tuple(head.name.rpartition("/")[0] for head in profiles)
    return _imported(
        graph,
        [_joined(graph, "profiles", tracks), _joined(graph, "log_counts", joined)],
        readout="profiles",
        input_length=input_length,
        n_tasks=len(profiles),
        tracks=strands,
        output_length=lengths.pop(),
        layout=layout,
        task_names=names if all(names) else (),
        notes=tuple(notes),
    )


def _by_kind(heads: Sequence[Head]) -> tuple[list[Head], list[Head]]:
    counts = [head for head in heads if re.search("count", head.name, re.IGNORECASE)]
    profiles = [
        head for head in heads if head not in counts and re.search("prof", head.name, re.IGNORECASE)
    ]
    return profiles, counts


def _vector(graph: GraphBuilder, head: Head) -> str:
    shape = graph.shape(head.value)
    long = [size for size in shape if size > 1] or [1]
    if len(long) > 1:
        raise ModelError(
            f"the output {head.name} is {shape} for each sequence, where one number for each task "
            "was expected",
            fix="give a model that ends in a vector, or in heads named profile and counts",
        )
    if len(shape) == 1:
        return head.value
    return graph.add(f"{head.name}_flat", Reshape(sizes=(long[0],)), [head.value])


def _before_activation(graph: GraphBuilder, values: Sequence[str]) -> tuple[list[str], str | None]:
    """Return what the last sigmoids, or the one softmax, are taken of, and which they are."""
    nodes = [graph.made_by(value) for value in values]
    taken = [node.inputs[0] for node in nodes if node is not None and node.inputs]
    ends = {(node.op, node.options.get("name")) for node in nodes if node is not None}
    if len(taken) == len(values):
        if ends == {("function", "sigmoid")}:
            return taken, "sigmoid"
        if ends == {("softmax", None)} and len(values) == 1:
            return taken, "softmax"
    return list(values), None


def _tracks(graph: GraphBuilder, head: Head) -> str:
    """Return a profile as (tracks, positions)."""
    shape = graph.shape(head.value)
    if len(shape) == 1:
        return graph.add(f"{head.name}_track", Reshape(sizes=(1, *shape)), [head.value])
    if len(shape) != 2:
        raise ModelError(f"the profile {head.name} is {shape}: positions and tracks were expected")
    if shape[1] == 1:
        return graph.add(f"{head.name}_track", Reshape(sizes=(1, shape[0])), [head.value])
    return graph.add(f"{head.name}_tracks", Permute(dims=(2, 1)), [head.value])


def _count(graph: GraphBuilder, head: Head, strands: int) -> str:
    shape = graph.shape(head.value)
    if shape not in ((1,), (strands,)):
        raise ModelError(
            f"the counts {head.name} are {shape}: one number, or one for each of {strands} "
            "track(s), was expected"
        )
    if shape == (1,):
        return head.value
    return graph.add(f"{head.name}_sum", LogSumExp(dims=(1,), keep=True), [head.value])


def _joined(graph: GraphBuilder, name: str, values: list[str]) -> str:
    return graph.add(name, Concatenate(dim=1), values) if len(values) > 1 else values[0]


def _imported(graph: GraphBuilder, outputs: list[str], layout: str, **said: Any) -> Imported:
    network = graph.network(outputs, layout)
    return Imported(graph=network.graph, network=network, layout=layout, **said)
