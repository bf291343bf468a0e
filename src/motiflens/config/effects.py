"""How the effect of each motif in the model is measured."""

from __future__ import annotations

from pydantic import Field

from motiflens.config.section import Section


class Effects(Section):
    """What each motif does in the model: put into neutral sequences, and shuffled away."""

    sequences: int = Field(
        64,
        ge=2,
        description="neutral sequences (dinucleotide shuffles of windows) that copies are put into",
    )
    windows: int = Field(
        64, ge=1, description="windows, at most, in which the hits of a motif are shuffled away"
    )
    shuffles: int = Field(4, ge=1, description="shuffles of the hits of a window, averaged")
    pairs: int = Field(
        3, ge=0, description="motifs, those of most seqlets, of which two copies are tried as well"
    )
    farthest: int = Field(
        80, ge=1, description="largest distance of two copies from middle to middle, in bp"
    )
    step: int = Field(4, ge=1, description="step from one distance to the next, in bp")
    words: int = Field(
        64,
        ge=8,
        description="random words put into neutral sequences, to know what a motif must do more "
        "than",
    )
    negligible: float = Field(
        0.02,
        ge=0,
        description="a smaller change than this part of the output's standard deviation, over "
        "windows and neutral sequences, counts as none",
    )
    bootstrap: int = Field(1000, ge=10, description="draws of sequences for every interval")
    seed: int = Field(1, ge=0, description="seed of all that is drawn")
    batch_size: int = Field(64, ge=1, description="sequences shown to the model at a time")
