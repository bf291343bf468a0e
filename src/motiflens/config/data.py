"""What a data set is made from."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from motiflens.config.section import Name, Section


class Prepare(Section):
    """A data set: from a genome with regions or samples, from sequences alone, or from a table."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": ["regions"], "not": {"required": ["samples"]}},
                {"required": ["samples"]},
                {"required": ["sequences"]},
                {"required": ["table"]},
            ],
            "dependentRequired": {
                "regions": ["genome"],
                "samples": ["genome"],
                "table": ["value_columns"],
            },
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
    samples: str | None = Field(
        None,
        description="sample sheet, TSV: a task for each sample, with its regions and signals; "
        "`regions` given beside it are those of every sample (docs/data-in.md)",
    )
    table: str | None = Field(
        None, description="TSV or CSV of sequences and values measured of them, with a header"
    )
    sequence_column: str = Field("sequence", description="column of `table` with the sequence")
    value_columns: dict[Name, str] = Field(
        default_factory=dict, description="task name to the column of `table` with its values"
    )
    name_column: str | None = Field(None, description="column of `table` with names of sequences")
    chromosome_column: str | None = Field(
        None, description="column of `table` with chromosomes, by which to hold out"
    )
    split_column: str | None = Field(
        None, description="column of `table` with train, validation (or val) and test"
    )
    readout: Literal["classes", "counts", "profiles", "values"] | None = Field(
        None,
        description="what a model is to say of a window: `classes`, whether it belongs to each; "
        "`counts`, the reads in its middle; `profiles`, reads on each base of its middle; "
        "`values`, of a table and nothing else. Classes where not given, or values of a table",
    )
    output_window: int | None = Field(
        None,
        ge=1,
        description="bases of the window's middle whose reads are counted, or make the profile; "
        "for counts by default those that lie in the window at any offset; for profiles the "
        "whole window, or 1000 of 2114 bp where `window` is not given either",
    )
    strands: Literal["combined", "separate"] = Field(
        "combined", description="profiles: one of both strands, or one of each"
    )
    shift: list[int] = Field(
        [0, 0],
        min_length=2,
        max_length=2,
        description="bases by which 5' ends on the + and the - strand of BAM and fragment files "
        "are moved to the right on the genome; [4, -4] puts Tn5's cut on one base",
    )
    min_mapq: int = Field(
        30, ge=0, le=255, description="BAM: alignments of a lower mapping quality are left out"
    )
    keep_duplicates: bool = Field(
        False,
        description="BAM: count reads marked as duplicates; fragments: count each as often as "
        "column 5 says",
    )
    max_count_quantile: float | None = Field(
        None,
        gt=0,
        le=1,
        description="regions with more reads than this quantile of their task's are dropped; "
        "ChromBPNet takes 0.9999. All are kept where not given",
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
        description="length of a window in bp; 200 for regions, or 2114 for profiles; the "
        "sequences' own for FASTA and tables",
    )
    max_offset: int | None = Field(
        None,
        ge=0,
        description="windows lie at a random offset of up to this many bp from the region's "
        "centre; a quarter of the window where not given, or of the output window for profiles; "
        "0 for FASTA and tables",
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
    folds: int = Field(
        1,
        ge=1,
        le=100,
        description="how many models share out the chromosomes in turn, in place of "
        "`validation` and `test`: 1, or 3 or more",
    )
    seed: int = Field(1, ge=0, description="seed of offsets, negatives and random splits")

    @model_validator(mode="after")
    def _one_source(self) -> Prepare:
        on_genome = bool(self.regions or self.samples)
        if on_genome + bool(self.sequences) + bool(self.table) != 1:
            raise ValueError(
                "give either `regions` or `samples` (with a `genome`), `sequences`, or a `table`"
            )
        if on_genome and self.genome is None:
            raise ValueError(f"`{'samples' if self.samples else 'regions'}` need a `genome`")
        if bool(self.table) != bool(self.value_columns):
            raise ValueError("`table` and `value_columns` belong together")
        return self

    @model_validator(mode="after")
    def _readout_of_source(self) -> Prepare:
        if (self.readout == "values") != bool(self.table) and self.readout is not None:
            raise ValueError("the readout `values` is that of a `table`, and of nothing else")
        if self.readout in ("counts", "profiles") and not self.samples:
            raise ValueError(f"the readout `{self.readout}` needs `samples` with signals")
        return self

    @model_validator(mode="after")
    def _folds_to_train_on(self) -> Prepare:
        if self.folds == 2:
            raise ValueError("2 folds leave nothing to train on: give 3 or more, or 1")
        return self
