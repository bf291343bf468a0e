"""No element and no attribute of the page comes from a name, whatever it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from motiflens.report.build import build_report
from motiflens.report.inputs import Inputs
from report.examples import with_result
from report.page import read_page

NAMES = (
    "</script></style></svg><script>alert(1)</script><img src=x onerror=alert(1)><!-- &lt;b&#60;",
    "\" onload=\"alert(1)\" ' onfocus='alert(1)' {{ 7 * 7 }}{% raw %} javascript:alert(1)",
)


def named(inputs: Inputs, name: str) -> str:
    """Return the page of a run in which everything that has a name is called this."""
    data = replace(
        inputs.data,
        tasks=(name, "B"),
        name=inputs.data.name.astype("U99"),
        chrom=inputs.data.chrom.astype("U99"),
        dropped=tuple(
            replace(row, source=name, region=name, reason=name) for row in inputs.data.dropped
        ),
        provenance={key: _renamed(value, name) for key, value in inputs.data.provenance.items()},
    )
    data.name[:] = name
    card = inputs.card.model_copy(update={"tasks": [name, "B"], "versions": {name: name}})
    changed = replace(inputs, cards=(card,), data=data)
    for position in (0, 1):
        motifs = inputs.results[position].motifs
        first = motifs.motifs[0]
        match = first.matches[0].model_copy(update={"name": name, "id": name, "alike": (name,)})
        motif = first.model_copy(update={"matches": (match,)})
        motifs = motifs.model_copy(update={"motifs": (motif,)})
        changed = with_result(changed, position, task=name, motifs=motifs)
    return build_report(changed, loci=1, pages=200)


def _renamed(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(inner, name) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, name) for inner in value]
    return name if isinstance(value, str) else value


def skeleton(html: str) -> list[tuple[str, list[str]]]:
    """Return the elements of a page with the names of their attributes."""
    return [(element.tag, sorted(element.attributes)) for element in read_page(html).walk()]


@pytest.fixture(scope="module")
def harmless(inputs: Inputs) -> str:
    return named(inputs, "harmless")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_made_of_the_same_elements_whatever_names_there_are(
    inputs: Inputs, harmless: str, name: str
) -> None:
    html = named(inputs, name)
    assert skeleton(html) == skeleton(harmless)
    (script,) = read_page(html).all("script")
    assert script.children == read_page(harmless).all("script")[0].children
    links = (element.attributes.get("href", "#") for element in read_page(html).walk())
    assert all(link.startswith(("#", "data:")) for link in links)
    assert "49" not in read_page(html).all("h1")[0].text
