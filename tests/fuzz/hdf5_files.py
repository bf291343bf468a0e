"""HDF5 files that are not quite what they were: their structure changed, not only their bytes."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import h5py
import numpy as np
from hypothesis import strategies as st

from fuzz.mutations import JUNK, MOST, garbled, rearranged

Draw = Callable[[st.SearchStrategy[Any]], Any]


def hdf5(whole: bytes) -> st.SearchStrategy[bytes]:
    """Return files with their bytes, or what is in them, changed."""
    return restructured(whole) | restructured(whole) | garbled(whole)


@st.composite
def restructured(draw: Draw, whole: bytes) -> bytes:
    """Return a file in which data sets, groups, links or attributes are others."""
    content = io.BytesIO(whole)
    with h5py.File(content, "r+") as file:
        for _ in range(draw(st.integers(1, MOST))):
            names: list[str] = []
            file.visit(names.append)
            held = [place for place in ("/", *names) if len(file[place].attrs)]
            if held and (not names or draw(st.booleans())):
                _spoil_attribute(draw, file[draw(st.sampled_from(held))].attrs)
            elif names:
                _spoil_item(draw, file, draw(st.sampled_from(names)))
    return content.getvalue()


def _spoil_attribute(draw: Draw, attributes: Any) -> None:
    key = draw(st.sampled_from(sorted(attributes)))
    value = attributes[key]
    del attributes[key]
    how = draw(st.integers(0, 3))
    if how == 0:
        return
    tree = _tree(value)
    if how == 1 and tree is not None:
        value = json.dumps(draw(rearranged(tree)))
        attributes[key] = np.bytes_(value.encode("utf-8", "replace"))
    else:
        attributes[key] = draw(st.sampled_from(ATTRIBUTES))


def _tree(value: Any) -> Any:
    try:
        tree = json.loads(value)
    except (TypeError, ValueError):
        return None
    return tree if isinstance(tree, dict | list) else None


ATTRIBUTES = (
    *("", "x", "9" * 40, b"\xff\xfe", 0, -1, 2**62, 1.5, float("nan"), [], [1, 2, 3], ["a", "b"]),
    *(np.zeros((2, 2)), h5py.Empty("f"), np.array([b"x", b"y"]), True, json.dumps(JUNK[:9])),
)


def _spoil_item(draw: Draw, file: h5py.File, name: str) -> None:
    old = file[name]
    shape = (old.shape if isinstance(old, h5py.Dataset) else None) or (3,)
    dtype = old.dtype if isinstance(old, h5py.Dataset) else np.dtype("f4")
    del file[name]
    how = draw(st.integers(0, 12))
    if how == 1:
        file[name] = h5py.ExternalLink("/etc/passwd", "/x")
    elif how == 2:
        file[name] = h5py.SoftLink(draw(st.sampled_from(("/nowhere", "/", f"/{name}"))))
    elif how == 3:
        file.create_group(name)
    elif how == 4:
        file[name] = _values(draw, draw(st.sampled_from(SHAPES)), dtype)
    elif how == 5:
        kept = shape if np.prod(shape) < 10**6 else (3,)
        file[name] = _values(draw, kept, draw(st.sampled_from(TYPES)))
    elif how == 6:
        huge = (2**40, *shape[1:]) if shape else (2**40,)
        file.create_dataset(name, huge, np.float32, chunks=tuple(min(n, 4) or 1 for n in huge))
    elif how == 7:
        file.create_dataset(
            name, shape, np.float32, external=[("/etc/passwd", 0, h5py.h5f.UNLIMITED)]
        )
    elif how == 8:
        layout = h5py.VirtualLayout(shape=(5,), dtype="f4")
        layout[:] = h5py.VirtualSource("/etc/passwd", "x", shape=(5,))
        file.create_virtual_dataset(name, layout)
    elif how == 9:
        file.create_dataset(name, (1,), h5py.ref_dtype)[0] = file["/"].ref
    elif how == 10:
        extreme = draw(st.sampled_from((np.nan, np.inf, -1, 255, 10**6, -(10**6))))
        with np.errstate(all="ignore"):
            file[name] = np.full(shape if np.prod(shape) < 10**6 else (3,), extreme).astype(
                dtype if dtype.kind in "iufb" else "f8"
            )
    elif how == 11:
        file[name] = h5py.Empty("f4")


def _values(draw: Draw, shape: tuple[int, ...], dtype: Any) -> Any:
    if np.dtype(dtype).kind in "OSU":
        return np.full(shape, draw(st.sampled_from((b"x", b"\xff", b"", b"\0"))))
    return np.ones(shape, dtype)


SHAPES = ((), (0,), (1,), (3,), (1, 1), (0, 4, 3), (7, 4, 0), (2, 3, 4, 5), (300,))
TYPES = ("f8", "f2", "i1", "i8", "u8", "S3", "?", "c16", [("a", "i4"), ("b", "f4")])
