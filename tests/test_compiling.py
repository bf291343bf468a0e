"""What is compiled ahead is what a search calls: it must find motifs, and match one."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any
from unittest.mock import Mock

import pytest

from motiflens import compiling
from motiflens.motifs import discovery, matching


def results(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> list[Any]:
    """Return a list that a function of a module from now on adds its results to."""
    found: list[Any] = []
    function: Callable[..., Any] = getattr(module, name)

    def noted(*args: Any, **options: Any) -> Any:
        found.append(function(*args, **options))
        return found[-1]

    monkeypatch.setattr(module, name, noted)
    return found


def test_motifs_of_both_signs_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    found = results(monkeypatch, discovery, "discover")
    compiling.compile_discovery()
    assert [[motif.name.split(".")[2] for motif in one.motifs] for one in found] == [
        ["pos"],
        ["neg"],
    ]


def test_a_motif_is_matched(monkeypatch: pytest.MonkeyPatch) -> None:
    found = results(monkeypatch, matching, "match_motifs")
    compiling.compile_matching()
    ((motif,),) = found
    assert motif.match.name == "0"


def test_every_compiled_pass_of_attribution_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    from motiflens.attribution.operations import kernels

    names = [name for name, made in vars(kernels).items() if hasattr(made, "py_func")]
    watched = {name: Mock(wraps=getattr(kernels, name)) for name in names}
    for name, mock in watched.items():
        monkeypatch.setattr(kernels, name, mock)
    compiling.compile_attribution()
    assert [name for name, mock in watched.items() if not mock.called] == []
