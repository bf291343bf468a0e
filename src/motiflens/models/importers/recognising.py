"""What a file or folder is, by looking at it: names, first bytes, members; nothing is executed."""

from __future__ import annotations

import json
import logging
import pickletools
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import h5py

from motiflens.config import Import
from motiflens.config.importing import AUTO
from motiflens.errors import ConfigError, ModelError
from motiflens.models.importers import FORMATS, Format

_LOG = logging.getLogger(__name__)

_HDF5 = b"\x89HDF\r\n\x1a\n"
_DEEPBIND = b"# deepbind"
_TORCH_SUFFIXES = (".pt", ".pth", ".bin", ".ckpt", ".torch", ".tar")
_BPNET_LITE = ("iconv", "fconv", "linear")
_CHROMBPNET = re.compile(r'"(logits_profile_predictions|logcount_predictions)"')
_BPNET = re.compile(r'"[^"/]+/(profile|counts)"')
KIPOI = ("model.yaml", "model.yml")


@dataclass(frozen=True)
class Sight:
    """What can be seen of a source without reading it."""

    path: Path

    @cached_property
    def head(self) -> bytes:
        """The first bytes of a file; none of a folder."""
        if self.path.is_dir():
            return b""
        with self.path.open("rb") as file:
            return file.read(64)

    @cached_property
    def members(self) -> dict[str, str]:
        """Full names of the members of a zip archive, by their names below its top folder."""
        if not self.head.startswith(b"PK") or not zipfile.is_zipfile(self.path):
            return {}
        with zipfile.ZipFile(self.path) as archive:
            return {name.partition("/")[2] or name: name for name in archive.namelist()}

    @cached_property
    def words(self) -> frozenset[str]:
        """Every text and name in the pickle of a `torch.save` archive, or names in safetensors."""
        if self.path.suffix == ".safetensors":
            return _names_in_header(self.path)
        if "data.pkl" not in self.members:
            return frozenset()
        with zipfile.ZipFile(self.path) as archive:
            content = archive.read(self.members["data.pkl"])
        try:
            return frozenset(arg for _, arg, _ in pickletools.genops(content) if type(arg) is str)
        except ValueError:  # damaged; who reads it says so
            return frozenset()

    @cached_property
    def keras_layers(self) -> str:
        """The layers that an HDF5 file of Keras describes, as JSON; empty for other files.

        Where it holds weights alone, or is damaged, it is a word; who reads it says so.
        """
        if not self.head.startswith(_HDF5):
            return ""
        try:
            with h5py.File(self.path, "r") as file:
                kept = "weights" if "layer_names" in file.attrs else ""
                text = file.attrs.get("model_config", kept)
        except OSError:
            return "damaged"
        return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)

    @property
    def is_torch(self) -> bool:
        """Whether `torch.save` wrote it, in either of its two forms."""
        return "data.pkl" in self.members or self.head[:1] == b"\x80"

    @property
    def is_bpnet_lite(self) -> bool:
        """Whether tensors or modules have bpnet-lite's names."""
        owners = {word.rpartition(".")[0].rpartition(".")[2] or word for word in self.words}
        return owners.issuperset(_BPNET_LITE)


def _names_in_header(path: Path) -> frozenset[str]:
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        try:
            return frozenset(json.loads(file.read(min(size, path.stat().st_size))))
        except ValueError:  # damaged; who reads it says so
            return frozenset()


def _is_keras(sight: Sight) -> bool:
    whole = {"config.json", "model.weights.h5"} <= sight.members.keys()
    layers = sight.path.suffix == ".json" and sight.head.lstrip().startswith(b"{")
    return whole or layers or bool(sight.keras_layers)


def _is_program(sight: Sight) -> bool:
    return bool({"archive_format", "serialized_exported_program.json"} & sight.members.keys())


def _is_script(sight: Sight) -> bool:
    return "constants.pkl" in sight.members and any(
        name.startswith("code/") for name in sight.members
    )


def _is_kipoi(sight: Sight) -> bool:
    if sight.path.is_dir():
        return any((sight.path / name).is_file() for name in KIPOI)
    return sight.path.name in KIPOI


def _names_classes(sight: Sight) -> bool:
    """Return whether an archive of `torch.save` holds more than tensors and plain containers."""
    if "data.pkl" not in sight.members:
        return False
    from torch.serialization import get_unsafe_globals_in_checkpoint

    try:
        return bool(get_unsafe_globals_in_checkpoint(sight.path))
    except Exception:  # damaged in one of many ways; who reads it says so
        return False


_LOOKS: dict[str, Callable[[Sight], bool]] = {
    "bpnet-lite": lambda sight: sight.is_bpnet_lite,
    "safetensors": lambda sight: sight.path.suffix == ".safetensors",
    "torchscript": _is_script,
    "torch-export": _is_program,
    "pickle": lambda sight: sight.is_torch and _names_classes(sight),
    "state-dict": lambda sight: sight.is_torch,
    "onnx": lambda sight: sight.path.suffix == ".onnx",
    "chrombpnet": lambda sight: bool(_CHROMBPNET.search(sight.keras_layers)),
    "bpnet": lambda sight: bool(_BPNET.search(sight.keras_layers)),
    "keras": _is_keras,
    "deepbind": lambda sight: sight.head.startswith(_DEEPBIND),
    "kipoi": _is_kipoi,
}
"""What each format looks like, the particular before the general that would fit it too."""

_SUFFIXES = {".pt2": "torch-export", ".keras": "keras"} | dict.fromkeys(
    _TORCH_SUFFIXES, "state-dict"
)
"""What a file is called that cannot be told by its content, since it is damaged or old."""


def recognise(options: Import) -> Format:
    """Return the format of ``options.source``: the one that is given, or that it looks like.

    Raises
    ------
    ModelError
        Where there is nothing, or it is a model of motiflens already.
    ConfigError
        Where it looks like nothing that is known.
    """
    path = Path(options.source)
    if not path.exists():
        raise ModelError("there is no file of a model here", where=options.source)
    if options.format != AUTO:
        return FORMATS[options.format]
    if (path / "model.json").is_file():
        raise ModelError(
            "this is a model of motiflens already",
            where=options.source,
            fix="use it as it is: commands take the folder",
        )
    name = _looks_like(Sight(path), weights_alone=options.architecture is not None)
    if name is None:
        known = "; ".join(f"{row.name}: {row.recognised}" for row in FORMATS.values())
        raise ConfigError(
            f"what this is cannot be told by looking at it. Known are {known}",
            where=options.source,
            fix="say its `format`, if it is one of these",
        )
    _LOG.info("%s: taken for %s (%s)", options.source, name, FORMATS[name].recognised)
    return FORMATS[name]


def _looks_like(sight: Sight, *, weights_alone: bool) -> str | None:
    for name, looks in _LOOKS.items():
        if weights_alone and name == "bpnet-lite":
            continue
        if looks(sight):
            return name
    return None if sight.path.is_dir() else _SUFFIXES.get(sight.path.suffix)
