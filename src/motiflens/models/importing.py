"""Take in a model that was trained elsewhere: read it, ask it, and write it as one of ours."""

from __future__ import annotations

import hashlib
import logging
import os
import warnings
from collections.abc import Callable
from pathlib import Path

from motiflens.config import Import
from motiflens.errors import ConfigError, ModelError, MotiflensWarning
from motiflens.files import atomic_directory, sha256, unchanged
from motiflens.models.agreement import check_examples
from motiflens.models.card import ModelCard, SelfCheck, Source
from motiflens.models.declared import activation_of, reads_of, shape_of
from motiflens.models.importers import Format
from motiflens.models.importers.blaming import blamed_on
from motiflens.models.importers.bombs import check_sizes
from motiflens.models.importers.imported import Imported
from motiflens.models.importers.recognising import recognise
from motiflens.models.loading import load_model
from motiflens.models.reads import as_read
from motiflens.models.saving import save_model
from motiflens.models.self_check import SEED, check_says, check_takes
from motiflens.named import named

_LOG = logging.getLogger(__name__)


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
    with blamed_on(options.source):
        row = recognise(options)
    examples = [options.examples] if options.examples else []
    with atomic_directory(output) as temporary, unchanged([*_files(options), *examples]):
        with blamed_on(options.source):
            check_sizes(_files(options))
            found = _read(row, options)
            for note in found.notes:
                _LOG.info("%s", note)
            shape, reads = shape_of(options, found), reads_of(options, found)
            activation = activation_of(options, found)
            check_takes(found.network, reads, shape.input_length, where=options.source)
            outputs = check_says(
                as_read(found.network, reads, shape.tracks), shape, where=options.source
            )
            agreement = check_examples(options, found.network, shape, reads, activation)
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
    reader: Callable[[Import], Imported] = named(row.reader)
    return reader(options)


def _files(options: Import) -> list[Path]:
    """Return the files that a model is read from."""
    source = Path(options.source)
    if source.is_dir():
        files = sorted(path for path in source.rglob("*") if path.is_file())
        return [path for path in files if "__pycache__" not in path.parts]
    return [source, *([Path(options.weights)] if options.weights else [])]


def _hash(options: Import) -> str:
    """Return the SHA-256 of the source; of several files, that of a list of theirs."""
    files = _files(options)
    if files == [Path(options.source)]:
        return sha256(files[0])
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
