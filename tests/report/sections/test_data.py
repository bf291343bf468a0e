from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from motiflens.report.inputs import Inputs
from motiflens.report.sections.data import data_view
from motiflens.store.windows import SPLITS
from report.examples import Rebuild
from report.page import Page


def test_counts_are_those_of_the_labels(inputs: Inputs, page: Page) -> None:
    data = inputs.data
    members = [data.labels[:, 0] == 1, data.labels[:, 1] == 1, data.labels.sum(axis=1) == 0]
    rows = page.by_id("data").all("table")[0].all("tbody")[0].all("tr")
    for member, row in zip(members, rows, strict=True):
        counts = [int((member & (data.split == k)).sum()) for k in range(len(SPLITS))]
        assert row.numbers[:4] == [*counts, member.sum()]
        codes = data.window_codes()[member]
        assert row.numbers[4] == pytest.approx(np.isin(codes, (1, 2)).mean())
    assert sum(row.numbers[3] for row in rows) == data.n


def test_dropped_regions_are_grouped_with_where_they_stand(inputs: Inputs, page: Page) -> None:
    table = page.by_id("data").all("table")[1]
    first, second = table.all("tbody")[0].all("tr")
    assert (first.all("th")[0].text, first.numbers) == ("past the end", [5])
    assert (second.all("th")[0].text, second.numbers) == ("more than 5 % N", [1])
    assert "chrI:0-40 a.bed:3" in first.text
    assert first.text.endswith("…")
    assert second.text.endswith("chrM:1-41 b.bed:9")
    assert table.all("caption")[0].numbers == [6]


def test_nothing_dropped_is_said(inputs: Inputs, rebuild: Rebuild) -> None:
    page = rebuild(replace(inputs, data=replace(inputs.data, dropped=())))
    assert "Nothing was dropped." in page.by_id("data").text


@pytest.mark.parametrize(
    ("negatives", "words"),
    [("genome", "GC content"), ("shuffle", "dinucleotide"), ("own.bed", "given by the user (own")],
)
def test_negatives_are_named(inputs: Inputs, negatives: str, words: str) -> None:
    data = replace(inputs.data, provenance={"options": {"negatives": negatives}})
    assert words in data_view(data).negatives


def test_chromosomes_of_each_split(inputs: Inputs) -> None:
    chrom = np.array(["chrI", "chrII", "chrIII"])[inputs.data.split]
    view = data_view(replace(inputs.data, chrom=chrom))
    assert view.chromosomes == {"train": ("chrI",), "validation": ("chrII",), "test": ("chrIII",)}


def test_sequences_have_no_chromosomes(inputs: Inputs) -> None:
    view = data_view(replace(inputs.data, chrom=np.full(inputs.data.n, "")))
    assert view.chromosomes == {}


def test_a_class_without_windows_has_no_gc_content(inputs: Inputs) -> None:
    labels = inputs.data.labels.copy()
    labels[:, 0] = 1
    negatives = data_view(replace(inputs.data, labels=labels)).classes[-1]
    assert (negatives.total, negatives.gc) == (0, None)
