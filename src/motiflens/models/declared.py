"""What is declared of a model that is imported, and what its source says of it, made one."""

from __future__ import annotations

from typing import TypeVar

from motiflens.config import Import
from motiflens.errors import ConfigError, ModelError
from motiflens.models.architectures import ARCHITECTURES, VECTORS
from motiflens.models.card import Reads
from motiflens.models.importers.imported import Imported
from motiflens.models.shape import Shape

_T = TypeVar("_T")


def shape_of(options: Import, found: Imported) -> Shape:
    """Return lengths and numbers, of what is declared and what the source says of them.

    Raises
    ------
    ConfigError
        Where both say something else, or neither says how long the sequences are.
    ModelError
        Where there are not as many outputs as tasks.
    """
    length = _agreed("input_length", options.input_length, found.input_length, None)
    if length is None:
        raise ConfigError(
            "the source does not say how long the sequences are",
            where=options.source,
            fix="give `input_length`",
        )
    readout = _readout(options, found)
    if options.outputs is not None:
        _check_choice(options, found, readout)
    elif found.n_tasks != len(options.tasks):
        named = f" ({', '.join(found.task_names)})" if found.task_names else ""
        raise ModelError(
            f"the model has {found.n_tasks} outputs{named}, and the tasks that are named are "
            f"{', '.join(options.tasks)}",
            where=options.source,
            fix=f"name {found.n_tasks} `tasks`, one for each output, or say which `outputs` they "
            "are",
        )
    _check_names(options, found)
    if readout in VECTORS:
        _check_no_profiles(options, readout)
        return Shape(length, len(options.tasks), readout)
    tracks = _agreed("tracks", options.tracks, list(found.tracks) or None, [1] * found.n_tasks)
    return Shape(
        input_length=length,
        tasks=len(options.tasks),
        readout=readout,
        tracks=tuple(tracks or ()),
        output_length=_agreed("output_length", options.output_length, found.output_length, 0) or 0,
        controls=_agreed("controls", options.controls, found.controls, 0) or 0,
    )


def reads_of(options: Import, found: Imported) -> Reads:
    """Return how the network wants its sequences.

    Raises
    ------
    ConfigError
        Where the source says otherwise.
    """
    if options.strands == "max" and found.readout == "profiles":
        raise ConfigError(
            "the larger of two profiles is none", where="strands", fix="choose one, or mean"
        )
    return Reads(
        channels=_agreed("channels", options.channels, found.channels, None) or "ACGT",
        layout=_agreed("layout", options.layout, found.layout, None) or "NCL",
        strands=options.strands or found.strands,
        outputs=tuple(options.outputs or ()),
    )


def activation_of(options: Import, found: Imported) -> str | None:
    """Return what the source makes of the outputs in its own predictions.

    Raises
    ------
    ConfigError
        Where the source says otherwise.
    """
    name = _agreed("activation", options.activation, found.activation, None)
    return None if name == "none" else name


def _check_choice(options: Import, found: Imported, readout: str) -> None:
    """Check that outputs can be chosen among, and are as many as the tasks."""
    reasons = {
        "profiles have a head for each task": readout not in VECTORS,
        "softmax needs all outputs": "softmax" in (options.activation, found.activation),
        "an architecture of the table has as many outputs as tasks": (
            found.architecture in ARCHITECTURES
        ),
        f"there are {len(options.tasks)} tasks": len(options.outputs or ()) != len(options.tasks),
    }
    for reason, holds in reasons.items():
        if holds:
            raise ConfigError(
                f"outputs cannot be chosen so: {reason}",
                where="outputs",
                fix="leave `outputs` out and name all tasks, or give one number for each task",
            )


def _check_names(options: Import, found: Imported) -> None:
    """Check that the tasks are in the order in which the source has outputs of these names."""
    names = list(found.task_names)
    if options.outputs and names:
        names = [names[number] for number in options.outputs if number < len(names)]
    if set(names) == set(options.tasks) and names != options.tasks:
        raise ConfigError(
            f"the source has these outputs in the order {', '.join(names)}",
            where="tasks",
            fix="name the tasks in that order",
        )


def _check_no_profiles(options: Import, readout: str) -> None:
    for name in ("tracks", "output_length", "controls"):
        if getattr(options, name):
            raise ConfigError(
                f"the outputs are {readout}, which have no `{name}`",
                where=name,
                fix=f"leave `{name}` out, or give `readout: profiles`",
            )


def _readout(options: Import, found: Imported) -> str:
    """Return the readout: numbers for tasks may be of any kind, profiles are something else."""
    if options.readout in VECTORS and found.readout in VECTORS:
        return str(options.readout)
    return _agreed("readout", options.readout, found.readout, None) or "classes"


def _agreed(name: str, declared: _T | None, said: _T | None, default: _T | None) -> _T | None:
    """Return what is declared or said by the source, which must not differ."""
    if declared is not None and said is not None and declared != said:
        raise ConfigError(
            f"you say {declared!r}, and the source says {said!r}",
            where=name,
            fix=f"leave `{name}` out, or check whether this is the right file",
        )
    return next((value for value in (declared, said, default) if value is not None), None)
