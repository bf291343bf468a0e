"""What is saved from the page is what the tools read."""

from __future__ import annotations

from io import StringIO
from urllib.parse import unquote

import numpy as np
from Bio import motifs as bio

from motiflens.hits.columns import read_hits
from motiflens.report.downloads import Download, hits_download, matrix_downloads
from motiflens.report.entry import Entry, entries
from report.made_up import MadeUp


def content(download: Download) -> str:
    head, _, text = download.href.partition(",")
    assert head == "data:text/plain;charset=utf-8"
    assert '"' not in text
    assert "<" not in text
    return unquote(text)


def first(made_up: MadeUp) -> Entry:
    return entries(made_up.inputs(), 9)[0]


def test_matrices_are_read_by_bio_motifs(made_up: MadeUp) -> None:
    entry = first(made_up)
    meme, jaspar = matrix_downloads(entry)
    assert (meme.name, jaspar.name) == (f"{entry.motif.name}.meme", f"{entry.motif.name}.jaspar")
    drawn = entry.motif.drawn("probability")
    for download, form in ((meme, "minimal"), (jaspar, "jaspar")):
        (found,) = bio.parse(StringIO(content(download)), form)
        read = np.array([found.counts[base] for base in "ACGT"]).T
        read = read / read.sum(axis=1, keepdims=True)
        np.testing.assert_allclose(read, drawn, atol=1e-3)


def test_hits_are_the_rows_of_the_table(made_up: MadeUp) -> None:
    entry = first(made_up)
    hits = entry.result.beside.of(entry.motif.name)
    path = made_up.folder / "saved.tsv"
    path.write_text(content(hits_download(entry, hits[:5])))
    for found, hit in zip(read_hits(path), hits[:5], strict=True):
        assert (found.chrom, found.start, found.end) == (hit.chrom, hit.start, hit.end)
        assert (found.strand, found.sequence) == (hit.strand, hit.sequence)
        assert abs(found.contribution) <= abs(hits[0].contribution) * 1.001
