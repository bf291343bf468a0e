"""Take in a model that was trained elsewhere: read it, ask it, and write it as one of ours."""

from __future__ import annotations

import hashlib
import importlib
import logging
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from motiflens.config import Import
from motiflens.errors import ConfigError, ModelError, MotiflensWarning
from motiflens.files import atomic_directory, sha256
from motiflens.models.agreement import check_examples
from motiflens.models.architectures import VECTORS
from motiflens.models.card import ModelCard, Reads, SelfCheck, Source
from motiflens.models.importers import Format
from motiflens.models.importers.imported import Imported
from motiflens.models.importers.recognising import recognise
from motiflens.models.loading import load_model
from motiflens.models.reads import as_read
from motiflens.models.saving import save_model
from motiflens.models.self_check import SEED, check_says, check_takes
from motiflens.models.shape import Shape

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")


def import_model(options: Import, output: str | os.PathLike[str]) -> ModelCard:
    """Read the model ``options.source``, check it, and write it to the directory ``output``.

    Raises
    ------
    ModelError
        Where it cannot be read, or does not take or return what is declared, or gives other
        outputs than the examples say.
    ConfigError
        Where its format cannot be told, it has to be trusted, or more must be said of it.
    """
    row = recognise(options)
    found = _read(row, options)
    for note in found.notes:
        _LOG.info("%s", note)
    shape, reads = _shape(options, found), _reads(options, found)
    activation = _agreed("activation", options.activation, found.activation, None)
    activation = None if activation == "none" else activation
    check_takes(found.network, reads, shape.input_length, where=options.source)
    outputs = check_says(as_read(found.network, reads, shape.tracks), shape, where=options.source)
    agreement = check_examples(options, found.network, shape, reads, activation)
    with atomic_directory(output) as temporary:
        card = save_model(
            temporary,
            found.network,
            tasks=options.tasks,
            shape=shape,
            architecture=found.architecture,
            arguments=found.arguments,
            reads=reads,
            activation=activation,
            source=Source(name=Path(options.source).name, format=row.name, sha256=_hash(options)),
            self_check=SelfCheck(seed=SEED, outputs=outputs, **agreement),
        )
        _check_kept(temporary, outputs)
    return card


def _read(row: Format, options: Import) -> Imported:
    if row.trust and not options.trust:
        raise ConfigError(
            f"it was not loaded: {row.trust}",
            where=f"{options.source}, taken for {row.name}",
            fix="where you trust it, write `trust: true` (--trust) beside it; better, save "
            "model.state_dict() as safetensors where it was made, and name the architecture",
        )
    for name in ("weights", "architecture", "arguments"):
        if getattr(options, name) and name not in row.takes:
            raise ConfigError(
                f"{row.title} takes no `{name}`", where=options.source, fix=f"leave `{name}` out"
            )
    if row.trust:
        warnings.warn(f"{options.source} is trusted: {row.trust}", MotiflensWarning, stacklevel=2)
    module, function = row.reader.split(":")
    reader: Callable[[Import], Imported] = getattr(importlib.import_module(module), function)
    return reader(options)


def _shape(options: Import, found: Imported) -> Shape:
    """Return lengths and numbers, of what is declared and what the source says of them."""
    length = _agreed("input_length", options.input_length, found.input_length, None)
    if length is None:
        raise ConfigError(
            "the source does not say how long the sequences are",
            where=options.source,
            fix="give `input_length`",
        )
    if found.n_tasks != len(options.tasks):
        named = f" ({', '.join(found.task_names)})" if found.task_names else ""
        raise ModelError(
            f"the model has {found.n_tasks} outputs{named}, and the tasks that are named are "
            f"{', '.join(options.tasks)}",
            where=options.source,
            fix=f"name {found.n_tasks} `tasks`, one for each output",
        )
    _check_names(options, found)
    readout = _readout(options, found)
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


def _check_names(options: Import, found: Imported) -> None:
    """Check that the tasks are in the order in which the source has outputs of these names."""
    if set(found.task_names) == set(options.tasks) and [*found.task_names] != options.tasks:
        raise ConfigError(
            f"the source has its outputs in the order {', '.join(found.task_names)}",
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


def _reads(options: Import, found: Imported) -> Reads:
    if options.strands == "max" and found.readout == "profiles":
        raise ConfigError(
            "the larger of two profiles is none", where="strands", fix="choose one, or mean"
        )
    return Reads(
        channels=_agreed("channels", options.channels, found.channels, None) or "ACGT",
        layout=_agreed("layout", options.layout, found.layout, None) or "NCL",
        strands=options.strands or found.strands,
    )


def _agreed(name: str, declared: _T | None, said: _T | None, default: _T | None) -> _T | None:
    """Return what is declared or said by the source, which must not differ."""
    if declared is not None and said is not None and declared != said:
        raise ConfigError(
            f"you say {declared!r}, and the source says {said!r}",
            where=name,
            fix=f"leave `{name}` out, or check whether this is the right file",
        )
    return next((value for value in (declared, said, default) if value is not None), None)


def _hash(options: Import) -> str:
    """Return the SHA-256 of the source; of several files, that of a list of theirs."""
    source = Path(options.source)
    files = [source, *([Path(options.weights)] if options.weights else [])]
    if source.is_dir():
        files = sorted(path for path in source.rglob("*") if path.is_file())
    if files == [source]:
        return sha256(source)
    lines = "".join(f"{sha256(path)}  {path.name}\n" for path in files)
    return hashlib.sha256(lines.encode()).hexdigest()


def _check_kept(folder: Path, outputs: list[list[float]]) -> None:
    """Check that what was written is the same model, to the last bit of its outputs."""
    network, card = load_model(folder)
    if check_says(network, card.shape, where="the model as it was written") != outputs:
        raise ModelError(
            "the model gives other outputs when it is read back from its folder",
            fix="please report this: a model must be kept as it is",
        )
