"""What is made of the scores: motifs, logos, the report."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from motiflens.config.section import Section


class Discover(Section):
    """Motif discovery by TF-MoDISco, and the database that motifs are matched to."""

    database: str | None = Field(None, description="known motifs in MEME format")
    max_windows: int = Field(
        50000,
        ge=1,
        description="windows that seqlets are taken from; of more, so many from all over them",
    )
    max_seqlets: int = Field(20000, ge=100, description="seqlets used for one sign at most")
    n_leiden: int = Field(2, ge=1, description="runs of the Leiden clustering")
    seqlets: Literal["windows", "recursive"] = Field(
        "windows",
        description="how stretches that stand out are called: sums over windows of 21 bp, as in "
        "TF-MoDISco; or stretches of 4 to 25 bp, every part of which stands out, too",
    )
    fdr: float = Field(
        0.05, gt=0, lt=1, description="false discovery rate of the seqlets, for `windows`"
    )
    seqlet_p: float = Field(
        0.01, gt=0, lt=1, description="largest p-value of a seqlet, for `recursive`"
    )
    min_seqlets: int = Field(
        20, ge=1, description="motifs of fewer seqlets are left out of the results"
    )
    match_threshold: float = Field(
        0.05, gt=0, le=1, description="largest q-value of a match that is called significant"
    )


LogoName = Literal["contribution", "hypothetical", "probability", "information"]
FormatName = Literal["svg", "png", "pdf"]
PaletteName = Literal["colour-blind", "classic"]


class Draw(Section):
    """Sequence logos."""

    trim: float = Field(
        0.3,
        ge=0,
        lt=1,
        description="a logo begins and ends where the contribution is this fraction of its maximum",
    )
    flank: int = Field(2, ge=0, description="bp drawn on either side of that")
    logos: list[LogoName] = Field(
        ["contribution", "hypothetical", "information"],
        min_length=1,
        description="kinds of logo that get a file of their own (one figure of each motif has all "
        "four): `contribution`, the mean contribution of each base; `hypothetical`, of what it "
        "would contribute; `probability`, its frequency; `information`, that times the position's "
        "information in bits",
    )
    strands: Literal["both", "one"] = Field(
        "both", description="`both`: the reverse complement as well; `one`: as the motif is named"
    )
    whole: bool = Field(False, description="draw each logo whole as well, not only trimmed")
    formats: list[FormatName] = Field(
        ["svg"],
        min_length=1,
        description="formats of the figures; `png` takes three times as long to draw, `pdf` seven",
    )
    palette: PaletteName = Field(
        "colour-blind",
        description="colours of the letters: `colour-blind`, shades that stay apart for "
        "colour-blind readers; `classic`, those of older logos",
    )


class Report(Section):
    """The report."""

    loci: int = Field(4, ge=0, le=50, description="example loci shown for each task")
    pages: int = Field(
        200,
        ge=1,
        description="motifs that get a page of their own, shared out over tasks and methods; the "
        "others stand in the table",
    )
