"""Contributions that are written a piece at a time, as the whole of them is."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from motiflens.store.contributions import (
    TRACED,
    Contributions,
    contributions_file,
    joined,
    read_contributions,
    write_contributions,
)
from store.examples import make_contributions


def some(found: Contributions, rows: slice) -> Contributions:
    """Return some of the windows."""
    parts: dict[str, Any] = {}
    for field in fields(found):
        value = getattr(found, field.name)
        if isinstance(value, np.ndarray):
            parts[field.name] = value[rows]
        elif field.name in TRACED:
            parts[field.name] = {label: kept[rows] for label, kept in value.items()}
    return replace(found, **parts)


def same(one: Contributions, other: Contributions) -> bool:
    """Return whether two hold the same."""
    arrays = [(getattr(one, f.name), getattr(other, f.name)) for f in fields(one)]
    plain = all(np.array_equal(a, b) for a, b in arrays if isinstance(a, np.ndarray))
    traced = [(getattr(one, name), getattr(other, name)) for name in TRACED]
    alike = all(a.keys() == b.keys() for a, b in traced)
    return plain and alike and all(np.array_equal(a[k], b[k]) for a, b in traced for k in a)


def test_pieces_are_read_as_the_whole(tmp_path: Path) -> None:
    whole = make_contributions()
    middle = len(whole.index) // 2
    pieces = [some(whole, slice(middle)), some(whole, slice(middle, None))]
    with contributions_file(tmp_path / "pieces.h5") as file:
        for piece in pieces:
            file.append(piece)
    write_contributions(tmp_path / "whole.h5", whole)
    assert same(read_contributions(tmp_path / "pieces.h5"), whole)
    assert same(read_contributions(tmp_path / "whole.h5"), joined(pieces))


def test_what_comes_up_in_one_piece_alone_is_nothing_in_the_others(tmp_path: Path) -> None:
    whole = make_contributions()
    first, second, third = (some(whole, slice(at, at + 1)) for at in range(3))
    kept = {"late/bias": np.ones(1, np.float32)}
    pieces = [first, replace(second, absorbed=second.absorbed | kept), third]
    with contributions_file(tmp_path / "pieces.h5") as file:
        for piece in pieces:
            file.append(piece)
    for found in (read_contributions(tmp_path / "pieces.h5"), joined(pieces)):
        assert found.absorbed["late/bias"].tolist() == [0, 1, 0]
