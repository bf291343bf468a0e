"""The whole of ``config.yaml``."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from motiflens.config.data import Prepare
from motiflens.config.effects import Effects
from motiflens.config.evaluating import Evaluate
from motiflens.config.explaining import Attribute, Audit
from motiflens.config.export import Export
from motiflens.config.families import Families
from motiflens.config.hits import Hits
from motiflens.config.loci import Loci
from motiflens.config.model import Model
from motiflens.config.results import Discover, Draw, Report
from motiflens.config.section import Name, Section
from motiflens.config.variants import Variants


class Analysis(Section):
    """A model applied to a data set."""

    dataset: Name
    model: Name
    tasks: list[Name] | None = Field(
        None, min_length=1, description="those of the model that are explained; all if not given"
    )
    sites: dict[Name, str] = Field(
        default_factory=dict,
        description="known sites of tasks, a BED file each: `evaluate` asks whether scores find "
        "them",
    )
    variants: str | None = Field(
        None,
        description="VCF or BCF called on the data set's genome: both alleles of its variants are "
        "scored and explained",
    )


class Config(Section):
    """The whole of ``config.yaml``."""

    datasets: dict[Name, Prepare] = Field(min_length=1)
    models: dict[Name, Model] = Field(min_length=1)
    analyses: list[Analysis] = Field(
        min_length=1, description="which model is applied to which data set"
    )
    methods: dict[str, dict[str, Any]] = Field(
        min_length=1, description="attribution methods, each with its options"
    )
    audit: Audit = Audit()
    evaluate: Evaluate | None = Field(
        None, description="hold the methods against each other; they are not if not given"
    )
    attribute: Attribute = Attribute()
    variants: Variants = Variants()
    discover: Discover = Discover()
    hits: Hits = Hits()
    effects: Effects = Effects()
    families: Families = Families()
    draw: Draw = Draw()
    loci: Loci | None = Field(
        None, description="draw contributions along regions, with hits; none are if not given"
    )
    export: Export | None = Field(
        None, description="write results in the formats of other tools; none are if not given"
    )
    report: Report = Report()
