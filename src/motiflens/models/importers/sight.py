"""What can be seen of a file or folder without reading it; nothing is executed."""

from __future__ import annotations

import json
import pickletools
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import h5py

_HDF5 = b"\x89HDF\r\n\x1a\n"
_BPNET_LITE = ("iconv", "fconv", "linear")


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
