"""What a reader can save from the page itself: files as ``data:`` addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from urllib.parse import quote

import numpy as np

from motiflens.hits.table import COLUMNS, Hit
from motiflens.report.entry import Entry

_READABLE = " !$&'()*+,-./:;=?@[]_~"  # what an address may hold as it is, for a shorter page


@dataclass(frozen=True)
class Download:
    """A file by its name, what it holds, and its address."""

    name: str
    words: str
    href: str


def matrix_downloads(entry: Entry) -> tuple[Download, ...]:
    """Return the frequencies of the part that is drawn, for tools that read motifs."""
    name = entry.motif.name
    return (
        _download(f"{name}.meme", "matrix (MEME)", _meme(entry)),
        _download(f"{name}.jaspar", "matrix (JASPAR)", _jaspar(entry)),
    )


def hits_download(entry: Entry, hits: Iterable[Hit]) -> Download:
    """Return a table of hits."""
    rows = ["\t".join(COLUMNS), *("\t".join(_word(hit, name) for name in COLUMNS) for hit in hits)]
    return _download(f"{entry.motif.name}.hits.tsv", "hits (TSV)", "\n".join(rows) + "\n")


def _word(hit: Hit, name: str) -> str:
    value = getattr(hit, name)
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _meme(entry: Entry) -> str:
    background = entry.result.motifs.background
    rows = entry.motif.drawn("probability")
    head = (
        "MEME version 4\n\nALPHABET= ACGT\n\nstrands: + -\n\nBackground letter frequencies\n"
        + " ".join(f"{base} {value:.4f}" for base, value in zip("ACGT", background, strict=True))
        + f"\n\nMOTIF {entry.motif.name} {entry.motif.consensus}\nletter-probability matrix: "
        f"alength= 4 w= {len(rows)} nsites= {entry.motif.n_seqlets} E= 0\n"
    )
    return head + "".join(" ".join(f"{value:.4f}" for value in row) + "\n" for row in rows)


def _jaspar(entry: Entry) -> str:
    counts = np.rint(entry.motif.drawn("probability") * entry.motif.n_seqlets).astype(int).T
    file = StringIO()
    file.write(f">{entry.motif.name} {entry.motif.consensus}\n")
    for base, row in zip("ACGT", counts, strict=True):
        file.write(f"{base} [{' '.join(str(count) for count in row)}]\n")
    return file.getvalue()


def _download(name: str, words: str, text: str) -> Download:
    return Download(name, words, f"data:text/plain;charset=utf-8,{quote(text, safe=_READABLE)}")
