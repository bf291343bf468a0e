"""The page of files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from motiflens.documented import attributes, fields, summary, words
from motiflens.exports.formats import EXPORT_FORMATS
from motiflens.formats_page import formats_page
from motiflens.hits.table import COLUMNS, Hit
from motiflens.logos.kinds import KINDS
from motiflens.motifs.motif import Motif, MotifSet
from motiflens.motifs.sites import COLUMNS as SEQLETS

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture(scope="module")
def page() -> str:
    return formats_page()


def rows(page: str) -> list[list[str]]:
    lines = [line for line in page.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_every_cell_says_something(page: str) -> None:
    for row in rows(page):
        assert all(row), row
        assert not any("``" in cell or re.search(r"\bNone\b", cell) for cell in row), row


@pytest.mark.parametrize(
    ("begin", "end", "columns"),
    [("### hits.tsv", "### hits.json", COLUMNS), ("### seqlets.tsv", "## hits/", SEQLETS)],
)
def test_every_column_is_described(
    page: str, begin: str, end: str, columns: tuple[str, ...]
) -> None:
    section = page[page.index(begin) : page.index(end)]
    named = [name for row in rows(section) for name in re.findall(r"`(\w+)`", row[0])]
    assert tuple(named) == columns


def test_every_format_and_kind_of_logo_has_a_row(page: str) -> None:
    firsts = [row[0] for row in rows(page)]
    for row in EXPORT_FORMATS.values():
        assert f"`{row.name}`" in firsts
        assert all(f"`{file}`" in page for file in row.files)
    assert all(f"`{name}`" in firsts for name in KINDS)


def test_links_lead_somewhere(page: str) -> None:
    heads = {
        re.sub(r"[^\w-]", "", line.lstrip("# ").lower())
        for line in page.splitlines() if line.startswith("#")
    }  # fmt: skip
    for target in re.findall(r"\]\(([^)]+)\)", page):
        file, _, anchor = target.partition("#")
        assert (DOCS / file).exists() if file else anchor in heads, target


def test_fields_are_read_from_their_classes() -> None:
    found = {field.name: field for field in fields(MotifSet)}
    assert next(iter(found)) == "schema"
    assert found["background"].kind == "4 numbers"
    assert found["motifs"].kind == "list of `Motif`"
    assert found["message"].kind == "text or null"
    whole = {field.name: field.kind for field in fields(Motif)}
    assert whole["probability"] == "list of lists of 4 numbers"
    assert whole["sign"] == "`positive`, `negative`"
    assert [field.name for field in fields(Hit)] == list(COLUMNS)
    assert attributes(Hit)["start"] == attributes(Hit)["end"]
    assert summary(Hit) == "One instance of a motif."


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (dict[str, int | float], "integer or number by name"),
        (dict[str, tuple[int, ...]], "lists of integers by name"),
        (tuple[str, ...], "list of texts"),
        (tuple[str, str] | None, "2 texts or null"),
        (list[float], "list of numbers"),
        (bool, "true or false"),
    ],
)
def test_types_in_words(annotation: object, expected: str) -> None:
    assert words(annotation) == expected
