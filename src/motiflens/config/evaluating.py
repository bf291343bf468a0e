"""How methods are held against each other on a model and its data."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from motiflens.attribution.methods import N_REFERENCES
from motiflens.config.section import Section

ExperimentName = Literal[
    "faithfulness", "randomisation", "stability", "grammar", "criteria", "sites"
]


class Evaluate(Section):
    """Which windows methods are tried on, and what is measured of them."""

    sequences: int = Field(
        64, ge=4, description="windows that methods are tried on, from all over those selected"
    )
    select: Literal["positives", "held-out", "all", "top"] = Field(
        "positives", description="which windows, as in `attribute`"
    )
    top: int = Field(1000, ge=1, description="how many, where `select` is top")
    target: str | None = Field(None, description="what is explained, as in `attribute`")
    reference: str | None = Field(
        None, description="name of a reference for all methods; each method's own if not given"
    )
    n_references: int = Field(
        N_REFERENCES, ge=1, description="references of a window, where they are drawn"
    )
    experiments: list[ExperimentName] = Field(
        ["faithfulness", "randomisation", "stability", "grammar", "criteria", "sites"],
        min_length=1,
        description="what is measured; `sites` needs known sites, and every experiment but "
        "`faithfulness`, `grammar` and `sites` explains the windows several times",
    )
    steps: int = Field(
        10, ge=2, description="parts in which bases are taken away and put back by rank"
    )
    fills: int = Field(
        4, ge=1, description="shuffles whose bases take the place of those that are taken away"
    )
    subsets: int = Field(30, ge=3, description="random sets of positions of each size")
    depths: int = Field(
        4, ge=1, description="steps, at most, in which the model's layers are re-drawn"
    )
    kmer: int = Field(5, ge=1, le=8, description="length of the words that scores gather on")
    players: int = Field(
        8, ge=2, le=12, description="windows of bases whose interactions are measured"
    )
    site_width: int = Field(
        11, ge=1, description="bases round the centre of a known site that belong to it"
    )
    smooth: int = Field(7, ge=1, description="bases over which scores are averaged to find a site")
    within: float = Field(5, ge=0, description="bases from its centre within which a site is found")
    bootstrap: int = Field(1000, ge=10, description="draws of sequences for every interval")
    seed: int = Field(1, ge=0, description="seed of all that is drawn")
    batch_size: int = Field(64, ge=1, description="windows explained at a time")
