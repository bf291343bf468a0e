"""Whether an HDF5 file holds plain data and nothing that reaches beyond the file or its size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import h5py

_FILTERS = {
    *(h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_FLETCHER32),
    *(h5py.h5z.FILTER_LZF, h5py.h5z.FILTER_SZIP, h5py.h5z.FILTER_NBIT, h5py.h5z.FILTER_SCALEOFFSET),
}
"""Those that HDF5 and h5py bring along; any other would be a plugin, a program of the machine's."""

_SMALL = 64 * 1024 * 1024
"""Bytes that a data set may declare whatever it stores."""

MOST = 1100
"""Bytes that gzip makes of one, at the most."""


def strange(file: h5py.File, ratio: int = MOST) -> str | None:
    """Return what in a file is not plain, in words; None where all of it is.

    Links and arrays that lie elsewhere could be any file of the machine, filters that are no part
    of HDF5 are programs, and what is declared far beyond the bytes that are stored fills the
    memory.

    Parameters
    ----------
    file
        Open.
    ratio
        How many bytes a stored one may stand for, in data sets of more than 64 MB.
    """
    return next(_strangeness(file, ratio), None)


def _strangeness(file: h5py.File, ratio: int) -> Iterator[str]:
    groups, seen = [file["/"]], set()
    while groups:
        group = groups.pop()
        if (address := h5py.h5o.get_info(group.id).addr) in seen:
            continue
        seen.add(address)
        for name in group:
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                yield f"{_place(group, name)} is a link to elsewhere"
                continue
            item = group[name]
            if isinstance(item, h5py.Group):
                groups.append(item)
            elif isinstance(item, h5py.Dataset):
                yield from _of_dataset(item, _place(group, name), ratio)


def _of_dataset(data: h5py.Dataset, name: str, ratio: int) -> Iterator[str]:
    layout: Any = data.id.get_create_plist()
    if data.is_virtual or layout.get_external_count():
        yield f"the numbers of {name} lie in other files"
    if {layout.get_filter(n)[0] for n in range(layout.get_nfilters())} - _FILTERS:
        yield f"{name} is compressed in a way that takes a plugin"
    if data.shape and data.nbytes > max(_SMALL, ratio * data.id.get_storage_size()):
        yield (
            f"{name} is said to hold {data.nbytes:,} bytes, and "
            f"{data.id.get_storage_size():,} are stored"
        )


def _place(group: h5py.Group, name: str) -> str:
    return f"'{group.name.rstrip('/')}/{name}'"
