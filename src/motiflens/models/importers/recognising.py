"""What a source is taken for, by looking at it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path

from motiflens.config import Import
from motiflens.config.importing import AUTO
from motiflens.errors import ConfigError, ModelError
from motiflens.models.card import CARD
from motiflens.models.importers import FORMATS, Format
from motiflens.models.importers.sight import Sight

_LOG = logging.getLogger(__name__)

_DEEPBIND = b"# deepbind"
_TORCH_SUFFIXES = (".pt", ".pth", ".bin", ".ckpt", ".torch", ".tar")
_CHROMBPNET = re.compile(r'"(logits_profile_predictions|logcount_predictions)"')
_BPNET = re.compile(r'"[^"/]+/(profile|counts)"')
KIPOI = ("model.yaml", "model.yml")


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
    if _is_ours(path / CARD):
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


def _is_ours(card: Path) -> bool:
    """Return whether this is a card, and not another's JSON of that name."""
    return card.is_file() and b'"motiflens/model/' in card.read_bytes()[:200]


def _looks_like(sight: Sight, *, weights_alone: bool) -> str | None:
    for name, looks in _LOOKS.items():
        if weights_alone and name == "bpnet-lite":
            continue
        if looks(sight):
            return name
    return None if sight.path.is_dir() else _SUFFIXES.get(sight.path.suffix)
