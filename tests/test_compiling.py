"""What is compiled ahead is what a search for motifs calls: it must find some, and match them."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest

from motiflens import compiling
from motiflens.motifs import discovery
from motiflens.motifs.motif import MotifSet


def test_motifs_of_both_signs_are_found_and_matched(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[MotifSet] = []

    def discover(*args: Any) -> MotifSet:
        found.append(discovery_of(*args))
        return found[-1]

    discovery_of = discovery.discover
    monkeypatch.setattr(discovery, "discover", discover)
    compiling.compile_discovery()
    assert [[motif.name.split(".")[2] for motif in one.motifs] for one in found] == [
        ["pos"],
        ["neg"],
    ]
    assert all(motif.match is not None for one in found for motif in one.motifs)


def test_every_compiled_pass_of_attribution_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    from motiflens.attribution.operations import kernels

    names = [name for name, made in vars(kernels).items() if hasattr(made, "py_func")]
    watched = {name: Mock(wraps=getattr(kernels, name)) for name in names}
    for name, mock in watched.items():
        monkeypatch.setattr(kernels, name, mock)
    compiling.compile_attribution()
    assert [name for name, mock in watched.items() if not mock.called] == []
