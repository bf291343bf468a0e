"""The page of operations by methods."""

from __future__ import annotations

import pytest

import motiflens
from motiflens.attribution.formulas import FORMULAS
from motiflens.attribution.methods import PROPAGATING
from motiflens.coverage_page import coverage_page, kinds


def _row(kind: str) -> dict[str, str]:
    lines = coverage_page().splitlines()
    head, line = (
        [cell.strip() for cell in next(line for line in lines if line.startswith(start)).split("|")]
        for start in ("| operation |", f"| {kind} |")
    )
    cells = dict(zip(head[3:-1], line[3:-1], strict=True))
    return {name.strip("` "): cell for names, cell in cells.items() for name in names.split(",")}


def test_every_operation_has_a_row_and_every_composition_is_named() -> None:
    page = coverage_page()
    assert all(f"| {kind.__name__} |" in page for kind in kinds())
    assert all(f"`{str(operator).split('.')[1]}`" in page for operator in FORMULAS)


@pytest.mark.parametrize("method", PROPAGATING)
def test_what_a_method_refuses_is_said(method: str) -> None:
    family = motiflens.METHODS[method].family
    assert (_row("Elementwise")[method] == "in gates only") == (family == "lrp")
    assert _row("Product")[method] != "refused"
    assert _row("Convolution")[method] != "refused"


def test_only_the_presets_that_follow_parts_name_revealcancel() -> None:
    following = {m for m, rule in _row("ActivationFunction").items() if "revealcancel" in rule}
    assert following == {"deeplift-revealcancel", "deeplift-genomics"}
