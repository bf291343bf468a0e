"""The page of criteria by methods."""

from __future__ import annotations

import pytest

from motiflens.attribution.methods import METHODS
from motiflens.criteria_page import criteria_page
from motiflens.evaluation.interactions.probes import PROBES


@pytest.fixture(scope="module")
def page() -> str:
    return criteria_page()


def test_every_method_has_its_verdicts_and_its_figures(page: str) -> None:
    for name in METHODS:
        assert page.count(f"| `{name}` |") == 2
    for probe in PROBES.values():
        assert f"| {probe.title} | {probe.summary} |" in page


def test_verdicts_stand_beside_each_other(page: str) -> None:
    def cells(name: str) -> list[str]:
        line = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
        return [cell.strip() for cell in line.split("|")[2:5]]

    assert cells("integrated-gradients") == ["yes, yes"] * 3
    assert cells("gradient-x-input") == ["yes, no", "yes, yes", "no, no"]
    assert cells("occlusion-patch") == ["yes, yes", "no, no", "no, no"]
    assert cells("gradient")[0] == "not known, no"


def test_what_differs_is_explained_and_nothing_else(page: str) -> None:
    part = page[page.index("## Where the two differ") : page.index("Where theory is silent")]
    lines = [line for line in part.splitlines() if line.startswith("- ")]
    assert any("`gradient-x-input`" in line and "no slope" in line for line in lines)
    assert not any("`deeplift`" in line or "`shapley`" in line for line in lines)


def test_numbers_have_no_negative_zero(page: str) -> None:
    assert "-0.00" not in page
