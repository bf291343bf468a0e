"""What training makes small, for each readout: a file each, and `objective` to get one."""

from __future__ import annotations

from collections.abc import Sequence

from motiflens.models.objectives.base import Objective
from motiflens.models.objectives.classes import Classes
from motiflens.models.objectives.counts import Counts
from motiflens.models.objectives.profiles import Profiles
from motiflens.models.objectives.values import Values


def objective(readout: str, *, tracks: Sequence[int] = (), counts_weight: float = 1.0) -> Objective:
    """Return the objective of a row of `motiflens.readouts.READOUTS`.

    Parameters
    ----------
    readout
        Name of the row.
    tracks
        Profiles: the number of strands of each task.
    counts_weight
        Profiles: what the squared error of log counts is multiplied by.
    """
    if readout == "profiles":
        return Profiles(tuple(tracks), counts_weight)
    kinds: dict[str, type[Classes | Values | Counts]] = {
        "classes": Classes,
        "values": Values,
        "counts": Counts,
    }
    return kinds[readout]()


__all__ = ["Objective", "objective"]
