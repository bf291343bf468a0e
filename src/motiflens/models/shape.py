"""What goes into a network and what comes out, in numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """The lengths and counts that a network is built for.

    Attributes
    ----------
    input_length
        Length of the sequences in bp.
    tasks
        How many tasks the network has an output for.
    readout
        A row of `motiflens.readouts.READOUTS`.
    tracks
        Profiles: the number of strands of each task, 1 or 2.
    output_length
        Profiles: how many bases of the input's middle they span.
    controls
        Profiles: how many control tracks the network can take.
    """

    input_length: int
    tasks: int
    readout: str = "classes"
    tracks: tuple[int, ...] = ()
    output_length: int = 0
    controls: int = 0
