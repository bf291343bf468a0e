"""What a data set is made from."""

from __future__ import annotations

from pydantic import ConfigDict, Field, model_validator

from motiflens.config.section import Name, Section


class Prepare(Section):
    """A data set: from a genome and regions, or from sequences alone."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["regions"]}, {"required": ["sequences"]}],
            "dependentRequired": {"regions": ["genome"]},
        }
    )

    genome: str | None = Field(
        None, description="genome FASTA: plain, gzip or bgzip; needed with `regions`"
    )
    regions: dict[Name, str] = Field(
        default_factory=dict,
        description="class name to regions: BED3 or more, narrowPeak, or points of 1 bp",
    )
    sequences: dict[Name, str] = Field(
        default_factory=dict,
        description="class name to FASTA of sequences of one length, in place of `regions`",
    )
    blacklist: str | None = Field(None, description="BED of regions from which no window is taken")
    negatives: str = Field(
        "genome",
        description="`genome`: windows of matched GC content away from the regions; `shuffle`: "
        "dinucleotide shuffles of the positives; or a BED (with a genome) or FASTA of your own",
    )
    negatives_ratio: float = Field(
        1.0, gt=0, le=100, description="negatives for each positive window"
    )
    window: int | None = Field(
        None,
        ge=20,
        le=1_000_000,
        description="length of a window in bp; 200 for regions, the sequences' own for FASTA",
    )
    max_offset: int | None = Field(
        None,
        ge=0,
        description="windows lie at a random offset of up to this many bp from the region's "
        "centre; a quarter of the window where not given; 0 for FASTA",
    )
    max_n: float = Field(
        0.05, ge=0, le=1, description="windows with a larger fraction of N are dropped"
    )
    validation: list[str] | float = Field(
        0.1, description="chromosomes held out for validation, or a fraction of the sequences"
    )
    test: list[str] | float = Field(
        0.1, description="chromosomes held out for the test, or a fraction of the sequences"
    )
    seed: int = Field(1, ge=0, description="seed of offsets, negatives and random splits")

    @model_validator(mode="after")
    def _one_source(self) -> Prepare:
        if bool(self.regions) == bool(self.sequences):
            raise ValueError("give either `regions` (with a `genome`) or `sequences`")
        if self.regions and self.genome is None:
            raise ValueError("`regions` need a `genome`")
        return self
