"""What ``model.yaml`` of Kipoi says of a model: its files, its input, its outputs.

Avsec et al. 2019, Nature Biotechnology 37:592-600. Files may be named by a path in the folder, or
by a URL and an MD5; those are looked for where Kipoi downloads them to, and under their own name in
the folder. Nothing is downloaded here.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from motiflens.errors import ModelError
from motiflens.models.importers.recognising import KIPOI
from motiflens.plain_yaml import plain_yaml

_KINDS = {
    "keras": "keras",
    "kipoi.model.KerasModel": "keras",
    "pytorch": "pytorch",
    "kipoi.model.PyTorchModel": "pytorch",
    "kipoi.model.OldPyTorchModel": "pytorch",
}
_DOWNLOADED = "downloaded/model_files"


@dataclass(frozen=True)
class KipoiSpec:
    """A model of Kipoi's layout.

    Attributes
    ----------
    folder
        That holds ``model.yaml``.
    kind
        ``keras`` or ``pytorch``.
    arguments
        Of Kipoi's class, by name.
    sizes
        Of the input after the batch; None where a size is left open.
    channels
        The order of the bases; None where it is not said.
    length
        That sequences are resized to, where it is said.
    n_outputs, task_names
        Of the targets, where they are said.
    """

    folder: Path
    kind: str
    arguments: Mapping[str, Any]
    sizes: tuple[int | None, ...]
    channels: str | None
    length: int | None
    n_outputs: int | None
    task_names: tuple[str, ...]

    @property
    def where(self) -> str:
        """The folder, for messages."""
        return str(self.folder)

    def layout(self) -> tuple[str | None, int | None]:
        """Return the axes of the input and its length, where the sizes leave no doubt."""
        others = [size for size in self.sizes if size not in (1, 4)]
        if self.sizes.count(4) != 1 or len(others) != 1:
            return None, self.length
        letters = ["C" if size == 4 else "1" if size == 1 else "L" for size in self.sizes]
        return "N" + "".join(letters), others[0] or self.length

    def file(self, name: str) -> Path | None:
        """Return the file of an argument; None where there is no such argument.

        Raises
        ------
        ModelError
            Where it is not there, or its MD5 is another.
        """
        value = self.arguments.get(name)
        if value is None:
            return None
        if isinstance(value, str):
            paths, md5 = [self.folder / value], None
        else:
            url, md5 = str(value.get("url", "")), value.get("md5")
            own = url.partition("?")[0].rpartition("/")[2]
            kept = self.folder / _DOWNLOADED / name
            paths = [self.folder / own, kept / str(md5), kept / "file"]
        found = next((path for path in paths if path.is_file()), None)
        if found is None:
            raise ModelError(
                f"the file of `{name}` is not there",
                where=str(paths[0]),
                fix=f"download {value['url']} to it" if isinstance(value, dict) else None,
            )
        if md5 and hashlib.md5(found.read_bytes()).hexdigest() != md5:
            raise ModelError(
                f"the file of `{name}` has another MD5 than {md5}, which model.yaml says",
                where=str(found),
                fix="download it again",
            )
        return found


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()


def read_spec(source: str) -> KipoiSpec:
    """Read ``model.yaml``, or that of a folder.

    Raises
    ------
    ModelError
        Where it cannot be read, or is of a kind that cannot be imported.
    """
    path = Path(source)
    if path.is_dir():
        path = next((path / name for name in KIPOI if (path / name).is_file()), path / KIPOI[0])
    try:
        content = plain_yaml(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"it cannot be read: {error}", where=str(path)) from None
    if not isinstance(content, dict) or not isinstance(content.get("args"), dict):
        raise ModelError("it does not say `args`, as Kipoi's models do", where=str(path))
    kind = str(content.get("type") or content.get("defined_as"))
    if kind not in _KINDS:
        raise ModelError(
            f"it is a model of the kind {kind}; known are keras and pytorch",
            where=str(path),
            fix="import its weights by themselves, with the class as `architecture: module:Class`",
        )
    schema = content.get("schema") or {}
    loader = content.get("default_dataloader")
    own = (loader.get("default_args") or {}) if isinstance(loader, dict) else {}
    n_outputs, names = _targets(schema.get("targets"), path)
    return KipoiSpec(
        folder=path.parent,
        kind=_KINDS[kind],
        arguments=content["args"],
        sizes=_sizes(schema.get("inputs"), path),
        channels=own.get("alphabet"),
        length=own.get("auto_resize_len"),
        n_outputs=n_outputs,
        task_names=names,
    )


def _sizes(inputs: Any, path: Path) -> tuple[int | None, ...]:
    """Return the shape of the one input."""
    if isinstance(inputs, dict) and "shape" not in inputs:
        inputs = list(inputs.values())
    if isinstance(inputs, list):
        if len(inputs) != 1:
            raise ModelError(
                f"the model has {len(inputs)} inputs; those of sequences alone can be imported",
                where=str(path),
            )
        inputs = inputs[0]
    if not isinstance(inputs, dict) or "shape" not in inputs:
        return ()
    if "string" in str(inputs.get("special_type", "")).lower():
        raise ModelError("the model takes sequences as text, and no one-hot", where=str(path))
    return _tuple(inputs["shape"], path)


def _targets(targets: Any, path: Path) -> tuple[int | None, tuple[str, ...]]:
    """Return how many outputs there are, and what they are called."""
    if not isinstance(targets, dict) or "shape" not in targets:
        return None, ()
    shape = _tuple(targets["shape"], path)
    labels = targets.get("column_labels") or []
    labels = [labels] if isinstance(labels, str) else labels
    if len(labels) == 1 and (path.parent / str(labels[0])).is_file():
        labels = (path.parent / str(labels[0])).read_text(encoding="utf-8").split("\n")
    names = tuple(str(label).strip() for label in labels if str(label).strip())
    n_outputs = shape[0] if len(shape) == 1 else None
    return n_outputs, names if len(names) == n_outputs else ()


def _tuple(shape: Any, path: Path) -> tuple[int | None, ...]:
    """Return a shape that is written as a list, a number or Python's ``(1000, 4)``."""
    try:
        value = ast.literal_eval(shape) if isinstance(shape, str) else shape
        sizes = value if isinstance(value, list | tuple) else (value,)
        return tuple(None if size is None else int(size) for size in sizes)
    except (ValueError, SyntaxError, TypeError):
        raise ModelError(f"{shape!r} is no shape", where=str(path)) from None
