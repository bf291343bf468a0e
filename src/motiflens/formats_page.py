"""``docs/formats.md``: every file that motiflens writes, made from the records and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby

from motiflens.documented import Field, fields, summary
from motiflens.effects.record import Effects, Estimate, MotifEffect, TwoCopies
from motiflens.exports.formats import EXPORT_FORMATS
from motiflens.families.record import Families, Family, Found, Member
from motiflens.hits.record import HitSummary, MotifHits, Pair, Spacing, Test
from motiflens.hits.table import Hit
from motiflens.logos.formats import FORMATS
from motiflens.logos.kinds import KINDS
from motiflens.logos.palettes import PALETTES
from motiflens.motifs.motif import Match, Motif, MotifSet
from motiflens.motifs.sites import Site

_NONE = re.compile(r"\bNone\b")

_HEAD = """\
<!-- Made by `make docs` from the records and tables in src/motiflens: edit their docstrings. -->

# Files

Coordinates are 0-based and half-open, as in BED, in every file; strand `+` is that of the genome.
Matrices have a row for each position and the columns A, C, G, T. Contributions are in units of
the explained output. JSON files name their kind and version under `schema`; tables are separated
by tabs and begin with a line of names. The same input gives the same bytes.

"""

_FILES = (
    (
        "`data.h5`, `dropped.tsv`",
        "windows and labels; what was left out",
        "[data.md](data.md)",
    ),
    ("`models/{model}/fold{k}/`", "network and `model.json`", "[training.md](training.md)"),
    (
        "`audit.json`",
        "whether methods suit a model",
        "[attribution.md](attribution.md)",
    ),
    ("`evaluation.json`", "methods held against each other", "[evaluation.md](evaluation.md)"),
    ("`contributions.h5`", "contribution scores", "[data.md](data.md#contributionsh5)"),
    ("`variants.tsv`, `left_out.tsv`", "variants, scored and not", "[variants.md](variants.md)"),
    ("`motifs/`", "motifs and their seqlets", "[below](#motifs)"),
    ("`hits/`", "instances of the motifs", "[below](#hits)"),
    ("`effects.json`", "what each motif does in the model", "[below](#effectsjson)"),
    ("`families.json`", "motifs of all tasks and methods that are one", "[below](#familiesjson)"),
    ("`logos/`", "motifs as figures", "[below](#logos)"),
    ("`loci/`", "contributions along regions as figures", "[below](#loci)"),
    ("`exports/`", "the same results for other tools", "[below](#exports)"),
    ("`report.html`", "all of it on one page", "[README](../README.md)"),
)

_MOTIFS = """\
## motifs/

`motifs.meme` holds the drawn part of each motif in MEME minimal format, as the
[export](#exports) of that name.

`seqlets.bed` is BED6, sorted: the drawn part of each seqlet, the motif's name, its contribution in
thousandths of the motif's largest, and the strand on which the motif reads as in `motifs.json`.
`seqlets.tsv` says more of the same. For sequences without a chromosome the first column is the
sequence's name. A seqlet that lies in two windows comes twice.

`modisco.h5` is TF-MoDISco's own file (modisco-lite): `pos_patterns` and `neg_patterns`, a group
`pattern_k` each with `sequence`, `contrib_scores` and `hypothetical_contribs` (w, 4), and
`seqlets` with `start`, `end`, `example_idx` (row of the window) and `is_revcomp`. Starts and ends
are relative to the window, and less than 0 or beyond its end where a seqlet reaches past it. A
group is missing where there was no such pattern.

"""

_HITS = """\
## hits/

`hits.bed` is BED6, sorted: chromosome, start, end, motif, `score` in thousandths, strand.

"""

_LOGOS = """\
## logos/

`{motif}.{view}.{format}` is a logo; the view is the kind, then `_whole` where the motif is not
trimmed, then `_rc` for the reverse complement: `Reb1.deeplift.pos.0.contribution_rc.svg`.
`{motif}.kinds.{format}` has all kinds of a motif, and `motifs.{format}` all motifs, in one figure.

"""

_LOCI = """\
## loci/

`{chrom}.{start}-{end}.{format}`: the contributions of each base, one result above the other, hits
below each, genes below all. On a base that several windows cover stands their mean; what no window
covers is grey. Bases are letters, or bars where a letter would be narrower than 0.04 inches.

"""

_EXPORTS = """\
## exports/

`motiflens export --results FOLDER --formats meme --formats bigwig --output exports` writes what is
named. The tests read each with a tool that it is meant for: Bio.motifs and memelite (MEME, JASPAR,
TRANSFAC), pysam (BED), pybigtools (bigWig), modisco-lite (npz, HDF5), and finemo where that is
installed. The MEME suite, which is no Python package, is not among them.

"""

_AFTER_EXPORTS = """
On a base that several windows cover, the bigWig has their mean; all other files keep windows as
they are. Windows are read and written a few hundred at a time, or, of a bigWig, a chromosome at a
time. Counts of JASPAR and TRANSFAC are frequencies times seqlets, in whole numbers. finemo reads
scores as float16, which keeps three digits.
"""

_MEANINGS = {
    "schema": "Kind and version of the file.",
    "task": "The task that was explained.",
    "method": "The attribution method.",
    "motifs": "One for each motif.",
    "families": "One for each family.",
    "alike": "Likeness from which two motifs are one.",
    "orientation": "How the two lie to each other.",
    "distance": "From the middle of one to that of the other, in bp.",
    "test": "How the count compares with that of the controls.",
    "value": "The mean.",
    "low": "Lower end of the interval.",
    "high": "Upper end of the interval.",
    "n": "How many sequences.",
}
"""Of fields that their record explains in its first sentence, if at all."""


def formats_page() -> str:
    """Return the page as Markdown."""
    parts = [
        _HEAD + _rows(("file", "what", "described"), _FILES),
        _MOTIFS + _records("motifs.json", MotifSet, Motif, Match),
        _columns("seqlets.tsv", Site),
        _HITS + _columns("hits.tsv", Hit),
        _records("hits.json", HitSummary, MotifHits, Pair, Spacing, Test),
        _records("effects.json", Effects, MotifEffect, TwoCopies, Estimate, level=2),
        _records("families.json", Families, Family, Member, Found, level=2),
        _LOGOS + _logos(),
        _LOCI + _EXPORTS + _exports() + _AFTER_EXPORTS,
    ]
    return "\n".join(parts)


def _records(name: str, *records: type, level: int = 3) -> str:
    """Return a section of a JSON file, a table for each of its records."""
    parts = [f"{'#' * level} {name}\n"]
    for record in records:
        parts.append(f"**`{record.__name__}`**: {summary(record)}\n\n{_table(record, 'field')}")
    return "\n".join(parts)


def _columns(name: str, record: type) -> str:
    return f"### {name}\n\n{summary(record)}\n\n{_table(record, 'column')}"


def _table(record: type, what: str) -> str:
    """Return a row for each field, or for several of one meaning that follow each other."""
    rows = []
    for meaning, group in groupby(fields(record), key=_meaning):
        same = list(group)
        names = ", ".join(f"`{field.name}`" for field in same)
        kinds = ", ".join(dict.fromkeys(field.kind for field in same))
        rows.append((names, kinds, meaning))
    return _rows((what, "holds", "meaning"), rows)


def _meaning(field: Field) -> str:
    """Return what a field means, with the null of JSON."""
    return _NONE.sub("null", field.meaning or _MEANINGS[field.name])


def _logos() -> str:
    kinds = ((f"`{row.name}`", row.summary, row.unit) for row in KINDS.values())
    return "\n".join(
        [
            _rows(("kind", "height of a letter", "axis"), kinds),
            _named("format", {row.name: row.summary for row in FORMATS.values()}),
            _named("palette", {row.name: row.summary for row in PALETTES.values()}),
        ]
    )


def _exports() -> str:
    rows = (
        (
            f"`{row.name}`",
            ", ".join(f"`{file}`" for file in row.files),
            row.summary,
            ", ".join(f"`{need}`" for need in row.needs),
            row.readers,
        )
        for row in EXPORT_FORMATS.values()
    )
    return _rows(("format", "file", "what", "made from", "read by"), rows)


def _named(what: str, summaries: Mapping[str, str]) -> str:
    return _rows((what, ""), ((f"`{name}`", text) for name, text in summaries.items()))


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *(tuple(map(_cell, row)) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
