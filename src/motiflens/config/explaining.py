"""What is explained, and tried before."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from motiflens.attribution.methods import N_REFERENCES
from motiflens.config.section import Section


class Attribute(Section):
    """Which windows are explained, against which reference."""

    select: Literal["positives", "held-out", "all", "top"] = Field(
        "positives",
        description="positives of the task; those on held-out chromosomes; every window; or the "
        "`top` ones by prediction",
    )
    top: int = Field(1000, ge=1, description="how many, where `select` is top")
    target: str | None = Field(
        None,
        pattern=r"^(logit|value|log-counts|profile|profile-with-weights|normalised|minus \S+)$",
        description="what is explained: the task's number (`logit`, `value` or `log-counts`, by "
        "the readout), also where not given; `normalised`, that less the mean over all tasks; "
        "`minus TASK`, that less another task's; or, of profiles, `profile`, whose weights are "
        "taken for constants as in ChromBPNet, or `profile-with-weights`, as in bpnet-lite",
    )
    reference: str | list[float] | None = Field(
        None,
        description="a name (background, background-single-strand, uniform, zeros, gc, "
        "dinucleotide-shuffles, mononucleotide-shuffles, gc-matched) or the frequencies of A, C, "
        "G and T; the method's own where not given",
    )
    n_references: int = Field(
        N_REFERENCES, ge=1, description="references of a window, where they are drawn"
    )
    seed: int = Field(1, ge=0, description="seed of the references that are drawn")
    batch_size: int | None = Field(
        None,
        ge=1,
        description="windows explained at a time; where not given, as many as a CPU's caches or a "
        "GPU's memory take",
    )


class Audit(Section):
    """What is tried on a model before it is explained: its sums, and which reference fits."""

    windows: int = Field(64, ge=1, description="windows that the methods are tried on")
    references: list[str] = Field(
        ["background", "dinucleotide-shuffles"],
        min_length=1,
        description="names of references to compare (docs/methods.md lists them)",
    )
    discover: bool = Field(
        False, description="also look for motifs with each reference, and say which are kept"
    )
