"""The table of formats that results are exported as.

The command line, the configuration, docs/formats.md and the tests read these rows.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ExportFormat:
    """One row of the table.

    Attributes
    ----------
    name
        As the command line and the configuration take it.
    files
        What is written.
    needs
        What must be there: names of files and folders of the results, ``genome``.
    summary
        What the files hold.
    readers
        Tools that read them, and how.
    writer
        ``module:function`` that takes a `motiflens.exports.source.Source` and the directory.
    """

    name: str
    files: tuple[str, ...]
    needs: tuple[str, ...]
    summary: str
    readers: str
    writer: str


_ROWS = (
    ExportFormat(
        name="meme",
        files=("motifs.meme",),
        needs=("motifs",),
        summary="MEME minimal: frequencies of the trimmed motif, rows that sum to 1 as they are "
        "printed, `nsites` the number of seqlets, `E` 0 as the format asks for one",
        readers="MEME suite (TOMTOM, FIMO, ...), memelite, tangermeme, Bio.motifs (`minimal`)",
        writer="motiflens.exports.matrices:meme",
    ),
    ExportFormat(
        name="jaspar",
        files=("motifs.jaspar",),
        needs=("motifs",),
        summary="JASPAR: number of seqlets with each base, after a line of name and consensus",
        readers="Bio.motifs (`jaspar`), TFBSTools, RSAT, HOMER's and MEME's converters",
        writer="motiflens.exports.matrices:jaspar",
    ),
    ExportFormat(
        name="transfac",
        files=("motifs.transfac",),
        needs=("motifs",),
        summary="TRANSFAC: the same counts; `AC` and `ID` the name, `NA` the consensus, `DE` the "
        "best significant match",
        readers="Bio.motifs (`transfac`), STAMP, RSAT",
        writer="motiflens.exports.matrices:transfac",
    ),
    ExportFormat(
        name="seqlets-bed",
        files=("seqlets.bed",),
        needs=("motifs",),
        summary="BED9: the drawn part of every seqlet, its score (thousandths of the motif's "
        "largest contribution), and a colour for each motif",
        readers="UCSC, IGV, bedtools, pysam",
        writer="motiflens.exports.places:seqlets",
    ),
    ExportFormat(
        name="hits-bed",
        files=("hits.bed",),
        needs=("motifs", "hits"),
        summary="BED9: every hit, in the colour of its motif",
        readers="UCSC, IGV, bedtools, pysam",
        writer="motiflens.exports.places:hits",
    ),
    ExportFormat(
        name="bigwig",
        files=("contributions.bw",),
        needs=("contributions.h5", "genome"),
        summary="bigWig: the score of each base at the base that is there; on a base that several "
        "windows cover their mean, elsewhere nothing",
        readers="UCSC, IGV, deepTools, pybigtools, pyBigWig, finemo (`extract-regions-bw`)",
        writer="motiflens.exports.track:bigwig",
    ),
    ExportFormat(
        name="modisco-npz",
        files=("sequences.npz", "hypothetical.npz"),
        needs=("contributions.h5",),
        summary="one-hot sequences (int8) and hypothetical scores (float32), each as `arr_0` of "
        "(N, 4, L)",
        readers="`modisco motifs -s sequences.npz -a hypothetical.npz -w LENGTH`, finemo "
        "(`extract-regions-modisco-fmt`)",
        writer="motiflens.exports.modisco:npz",
    ),
    ExportFormat(
        name="modisco-h5",
        files=("modisco.h5",),
        needs=("motifs",),
        summary="patterns and their seqlets as modisco-lite writes them; starts and ends are "
        "relative to the windows",
        readers="`modisco report -i modisco.h5`, finemo (`call-hits -m modisco.h5`)",
        writer="motiflens.exports.modisco:h5",
    ),
    ExportFormat(
        name="chrombpnet-h5",
        files=("chrombpnet.h5",),
        needs=("contributions.h5",),
        summary="`raw/seq` (int8), `shap/seq` and `projected_shap/seq` (float32), each (N, 4, L), "
        "compressed with gzip where that pays",
        readers="`modisco motifs -i chrombpnet.h5 -w LENGTH`, finemo "
        "(`extract-regions-chrombpnet-h5`)",
        writer="motiflens.exports.modisco:chrombpnet",
    ),
    ExportFormat(
        name="finemo-npz",
        files=("finemo.npz",),
        needs=("contributions.h5",),
        summary="`sequences` (N, 4, L) int8, `contributions` float16, hypothetical (N, 4, L) where "
        "there are such and else (N, L), and where windows lie: `chr`, `chr_id`, `start`, "
        "`peak_id`, `peak_name`; an odd L gets an N at its end",
        readers="`finemo call-hits -r finemo.npz -m modisco.h5`",
        writer="motiflens.exports.finemo:npz",
    ),
)

EXPORT_FORMATS: dict[str, ExportFormat] = {row.name: row for row in _ROWS}
"""By name."""
