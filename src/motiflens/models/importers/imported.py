"""What a reader of a foreign file makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from torch import nn

if TYPE_CHECKING:
    from motiflens.models.graphs import Graph


@dataclass(frozen=True)
class Imported:
    """A network read from a file, and what the file says of it.

    Attributes
    ----------
    graph
        The network as data, where it is kept so; None for a row of the table of architectures, a
        program of torch or a module of the user's.
    network
        In evaluation mode on the CPU. It takes sequences in ``layout`` and returns ``readout``.
    readout
        A row of `motiflens.readouts.READOUTS`.
    input_length
        In bp; None where the network takes any.
    n_tasks
        Number of outputs, or of tasks where each has several tracks.
    tracks
        Strands of each task.
    output_length
        Of profiles, in bp; None where there are none.
    controls
        Control tracks that the network can take.
    layout
        The dimensions of the network's input in order: N the batch, C the four bases, L the
        positions, 1 a dimension of one. A permutation of ``NCL`` with ones anywhere after N:
        ``NCL``, ``NLC``, ``N1CL``, ``N1LC``, ``NC1L``, ``NCL1``, ``NLC1``...
    activation
        What the source applies to these outputs in its own predictions, ``sigmoid`` or
        ``softmax``, and the network does not; None: nothing.
    architecture, arguments
        Row of the table of architectures and its arguments, where ``graph`` is None.
    notes
        What a person should know of how the file was read, a sentence each.
    task_names
        What the source calls its outputs, where it has a name for each; else empty.
    channels
        The bases in the order of the input's channels, where the source says it; else None.
    strands
        ``one``, or what the source makes of the outputs for both strands, ``mean`` or ``max``,
        and the network does not.
    """

    graph: Graph | None
    network: nn.Module
    readout: str
    input_length: int | None
    n_tasks: int
    tracks: tuple[int, ...]
    output_length: int | None = None
    controls: int = 0
    layout: str = "NCL"
    activation: str | None = None
    architecture: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    task_names: tuple[str, ...] = ()
    channels: str | None = None
    strands: str = "one"
