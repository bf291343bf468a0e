"""The directory of loci: from results to figures."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from motiflens.attribution.methods import METHODS
from motiflens.config.loci import Loci
from motiflens.errors import InputError
from motiflens.hits.columns import HitColumns, read_hits
from motiflens.hits.table import FILE_NAME, Hit
from motiflens.logos.boxes import Site
from motiflens.logos.formats import write_figure
from motiflens.logos.locus import Track, locus_figure
from motiflens.logos.palettes import Palette
from motiflens.logos.regions import around_hits, check_region, covering, parse_region, top_windows
from motiflens.motifs.motif import MotifSet, read_motifs
from motiflens.sequences.genes import Gene, read_genes
from motiflens.sequences.regions import Region, read_regions
from motiflens.store.scores import Scores, open_scores

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_log = logging.getLogger(__name__)

_UNFIT = re.compile(r"[^A-Za-z0-9_.+-]")


@dataclass(frozen=True)
class _Result:
    """What one task by one method gave; ``hits`` is None where none were looked for."""

    scores: Scores
    labels: dict[str, str]
    hits: HitColumns | None

    @property
    def title(self) -> str:
        method = self.scores.provenance["method"]
        title = METHODS[method].title if method in METHODS else method
        return f"{self.scores.provenance['task']}, {title}"

    def inside(self, region: Region) -> Sequence[Hit]:
        """Return the hits that share a base with a region."""
        if self.hits is None:
            return ()
        return self.hits.overlapping(region.chrom, region.start, region.end)


def write_loci(
    directory: Path,
    results: Sequence[Path],
    named: Sequence[str],
    options: Loci,
    formats: Sequence[str],
    palette: Palette,
) -> None:
    """Draw ``{chrom}.{start}-{end}.{format}`` of each locus into an existing directory.

    Parameters
    ----------
    directory
        Where to write.
    results
        Folders with ``contributions.h5``, ``motifs`` and ``hits`` of a task and method each, drawn
        in this order; the first says which windows have the highest predictions. Without ``hits``,
        none are drawn.
    named
        Regions, each ``chrom:start-end``.
    options
        Further regions, genes and zoom.
    formats, palette
        Of the figures.

    Raises
    ------
    MotiflensError
        Where a region lies in no window, or there is nothing to zoom to.
    """
    with ExitStack() as stack:
        opened = [_open(stack, folder) for folder in results]
        regions = _chosen(opened, named, options)
        genes = read_genes(options.genes, regions) if options.genes and regions else []
        for region in regions:
            figure = _figure(opened, region, genes, palette)
            name = _UNFIT.sub("_", f"{region.chrom}.{region.start}-{region.end}")
            write_figure(directory / name, figure, formats)
            _log.info("drew %s", region)


def _open(stack: ExitStack, folder: Path) -> _Result:
    scores = stack.enter_context(open_scores(folder / "contributions.h5"))
    hits = folder / "hits" / FILE_NAME
    if not hits.is_file():
        _log.warning("%s: no hits are drawn, as none were looked for (motiflens hits)", folder)
        return _Result(scores, {}, None)
    return _Result(scores, _labels(read_motifs(folder / "motifs")), read_hits(hits))


def _labels(motifs: MotifSet) -> dict[str, str]:
    """Return what the hits of each motif are called: its number, and what it matches."""
    prefix = f"{motifs.task}.{motifs.method}."
    labels = {}
    for motif in motifs.motifs:
        short = motif.name.removeprefix(prefix)
        labels[motif.name] = f"{motif.match.name} ({short})" if motif.match else short
    return labels


def _chosen(opened: Sequence[_Result], named: Sequence[str], options: Loci) -> list[Region]:
    """Return the loci, each once, all of them in windows."""
    scores = [result.scores for result in opened]
    asked = [parse_region(text) for text in named]
    asked += read_regions(options.regions) if options.regions else []
    for region in asked:
        check_region(region, scores)
    regions = [*asked, *top_windows(scores[0], options.top)]
    if options.zoom == "hits":
        regions = [part for region in regions for part in _around_hits(opened, region, options)]
    return list({str(region): region for region in regions}.values())


def _around_hits(opened: Sequence[_Result], region: Region, options: Loci) -> list[Region]:
    """Return what is drawn of a locus in its place: nothing, where the log says so."""
    if all(result.hits is None for result in opened):
        raise InputError(
            "there are no hits to zoom to",
            where="--zoom hits",
            fix="run `motiflens hits` first, or leave --zoom out",
        )
    hits = [hit for result in opened for hit in result.inside(region)]
    if not hits:
        _log.warning("%s is not drawn: there is no hit in it to zoom to", region)
    return around_hits(region, hits, options.flank)


def _figure(
    opened: Sequence[_Result], region: Region, genes: Sequence[Gene], palette: Palette
) -> Figure:
    near = [
        gene
        for gene in genes
        if gene.chrom == region.chrom and gene.start < region.end and gene.end > region.start
    ]
    return locus_figure(
        [_track(result, region) for result in opened],
        chrom=region.chrom,
        start=region.start,
        end=region.end,
        genes=near,
        title="" if region.name == str(region) else region.name,
        palette=palette,
    )


def _track(result: _Result, region: Region) -> Track:
    sites = [
        Site(hit.start, hit.end, hit.strand, result.labels.get(hit.motif, hit.motif))
        for hit in result.inside(region)
    ]
    return Track(result.title, mean_scores(result.scores, region), sites)


def mean_scores(scores: Scores, region: Region) -> NDArray[np.float64]:
    """Return (4, L) the mean over all windows that cover a base, NaN where none does."""
    length = region.end - region.start
    total, depth = np.zeros((4, length)), np.zeros(length)
    for row in covering(region, scores):
        window = int(scores.start[row])
        first, last = max(window, region.start), min(int(scores.end[row]), region.end)
        here = slice(first - region.start, last - region.start)
        values = scores.projected[np.array([row])][0]
        total[:, here] += values[:, first - window : last - window]
        depth[here] += 1
    return np.where(depth > 0, total / np.maximum(depth, 1), np.nan)
