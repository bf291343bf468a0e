"""What a reader can save from the page itself: files as ``data:`` addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from motiflens.exports.matrices import jaspar_text
from motiflens.hits.table import COLUMNS, Hit
from motiflens.motifs.meme import meme_text
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
    alone = entry.result.motifs.model_copy(update={"motifs": (entry.motif,)})
    return (
        _download(f"{name}.meme", "matrix (MEME)", meme_text(alone)),
        _download(f"{name}.jaspar", "matrix (JASPAR)", jaspar_text([entry.motif])),
    )


def hits_download(entry: Entry, hits: Iterable[Hit]) -> Download:
    """Return a table of hits."""
    rows = ["\t".join(COLUMNS), *("\t".join(_word(hit, name) for name in COLUMNS) for hit in hits)]
    return _download(f"{entry.motif.name}.hits.tsv", "hits (TSV)", "\n".join(rows) + "\n")


def _word(hit: Hit, name: str) -> str:
    value = getattr(hit, name)
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _download(name: str, words: str, text: str) -> Download:
    return Download(name, words, f"data:text/plain;charset=utf-8,{quote(text, safe=_READABLE)}")
