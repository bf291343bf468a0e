from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from motiflens.report.filters import Filters
from motiflens.report.inputs import Inputs
from motiflens.report.sections.filters import top_filters
from report.examples import Rebuild
from report.page import Page


def test_filters_go_by_their_share_of_all_sizes() -> None:
    relevance = np.float32([[1, -4, 0, 2], [1, 4, 0, 2], [1, -4, 0, 2]])
    rows = top_filters(relevance, 3)
    assert [row.channel for row in rows] == [1, 3, 0]
    assert [row.mean for row in rows] == pytest.approx([-4 / 3, 2, 1])
    assert [row.share for row in rows] == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    assert [row.share for row in top_filters(0 * relevance, 2)] == [0, 0]


def test_the_tables_hold_what_the_files_hold(inputs: Inputs, page: Page) -> None:
    tables = page.by_id("filters").all("table")
    for table, result in zip(tables, (inputs.results[1], inputs.results[3]), strict=True):
        sizes = np.abs(result.channels["conv1"]).mean(axis=0)
        rows = table.all("tbody")[0].all("tr")
        assert [int(row.all("th")[0].text) for row in rows] == np.argsort(-sizes)[:8].tolist()
        shares = np.sort(sizes / sizes.sum())[::-1][:8]
        assert [row.numbers[1] for row in rows] == pytest.approx(shares.tolist(), rel=1e-5)


def test_without_weights_it_is_said_why_there_are_no_logos(page: Page) -> None:
    section = page.by_id("filters")
    assert section.text.count("No logos: the model’s folder holds no weights") == 2
    assert section.all("svg") == section.all("a") == []


def test_every_filter_named_has_a_logo(inputs: Inputs, rebuild: Rebuild) -> None:
    weight = np.random.default_rng(0).normal(size=(12, 4, 5)).astype(np.float32)
    weight[int(np.abs(inputs.results[1].channels["conv1"]).mean(axis=0).argmax())] = -1
    filters = {"conv1": Filters(weight, np.zeros(12, np.float32))}
    section = rebuild(replace(inputs, filters=filters)).by_id("filters")
    links = [link.attributes["href"] for link in section.all("a")]
    assert len(links) == len(set(links)) == 16
    for link in links:
        heading = section.by_id(link.removeprefix("#")).all("h5")[0]
        assert heading.text.split()[0] == link.rpartition("-")[2]
    assert section.text.count("never above 0") >= 1
    assert len(section.all("svg")) == 16 - section.text.count("never above 0")
    for drawing in section.all("svg"):
        assert "information (bits)" in drawing.attributes["aria-label"]


def test_there_is_no_section_where_no_channel_was_traced(inputs: Inputs, rebuild: Rebuild) -> None:
    page = rebuild(replace(inputs, results=(inputs.results[0], inputs.results[2])))
    assert [e for e in page.walk() if e.attributes.get("id") == "filters"] == []
