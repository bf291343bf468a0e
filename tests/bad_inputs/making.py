"""Bad files that take more than a line of text; each function is given the world's folder."""

from __future__ import annotations

import gzip
import io
import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnx
from onnx import TensorProto, helper

Making = Callable[[Path], bytes]


def genome_cut_off(world: Path) -> bytes:
    return (world / "genome.fa.gz").read_bytes()[:-40]


def scores_that_link(world: Path) -> bytes:
    content = io.BytesIO((world / "run/Reb1/deeplift/contributions.h5").read_bytes())
    with h5py.File(content, "r+") as file:
        del file["raw/seq"]
        file["raw/seq"] = h5py.ExternalLink("/etc/passwd", "/x")
    return content.getvalue()


def plain_gzip(world: Path) -> bytes:
    return gzip.compress((world / "variants.vcf").read_bytes(), mtime=0)


class _Program:
    def __reduce__(self) -> Any:
        return os.system, ("touch pwned",)


def pickle_that_runs(world: Path) -> bytes:
    """Return what `torch.save` writes, of something that runs a program when it is read."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("x/data.pkl", pickle.dumps(_Program(), protocol=2))
        archive.writestr("x/version", "3\n")
    return content.getvalue()


def _hdf5(fill: Callable[[h5py.File], None]) -> bytes:
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        file.attrs["model_config"] = '{"class_name": "Sequential", "config": []}'
        fill(file)
    return content.getvalue()


def hdf5_that_links(world: Path) -> bytes:
    def fill(file: h5py.File) -> None:
        file["model_weights"] = h5py.ExternalLink("/etc/passwd", "/x")

    return _hdf5(fill)


def huge_hdf5(world: Path) -> bytes:
    def fill(file: h5py.File) -> None:
        file.create_dataset("model_weights/w", (2**40,), np.float32, chunks=(1024,))

    return _hdf5(fill)


def bomb(world: Path) -> bytes:
    """Return an archive of 100 kB, of which 96 MB would be read."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("model.weights.h5", "w", force_zip64=True) as member:
            for _ in range(96):
                member.write(bytes(1 << 20))
        archive.writestr("config.json", "{}")
    return content.getvalue()


def archive_without_parts(world: Path) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("../readme.txt", "x")
    return content.getvalue()


def tensors_elsewhere(world: Path) -> bytes:
    """Return an ONNX model whose weight is another file of the machine."""
    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[4])
    weight.data_location = TensorProto.EXTERNAL
    weight.external_data.add(key="location", value="../../etc/passwd")
    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, 4, 40]) for name in "xy")
    graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "g", [x], [y], [weight])
    model: bytes = onnx.helper.make_model(graph).SerializeToString()
    return model


def card(world: Path) -> bytes:
    return (world / "net/model.json").read_bytes()


def nested_lists(world: Path) -> bytes:
    return b"[" * 100_000


def nested_layers(world: Path) -> bytes:
    return b'{"a":' + b"[" * 100_000


def long_number(world: Path) -> bytes:
    return b"chr1\t" + b"9" * 5000 + b"\t10\n"


def aliases(world: Path) -> bytes:
    """Return YAML of 400 bytes that stands for 9 to the 9th words."""
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    for name, before in zip("bcdefghi", "abcdefgh", strict=True):
        lines.append(f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]")
    return "\n".join(lines).encode()
