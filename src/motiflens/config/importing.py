"""A model that was trained elsewhere: where it is, and what its inputs and outputs are."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from motiflens.config.section import Name, Section
from motiflens.models.importers import FORMATS
from motiflens.readouts import READOUTS

AUTO = "auto"


class Import(Section):
    """A model that was trained elsewhere; what is left out is what its file says of it."""

    source: str = Field(description="file of the model or of its weights, or a folder of Kipoi's")
    weights: str | None = Field(
        None, description="second file, where the first holds only the layers: `.json` and `.h5`"
    )
    format: str = Field(
        AUTO,
        description="how the source is written (docs/importing.md lists the formats); `auto`: "
        "what it looks like",
        json_schema_extra={"enum": [AUTO, *FORMATS]},
    )
    architecture: str | None = Field(
        None,
        description="where the source holds weights only: a row of the table of architectures, or "
        "`module:Class` or `file.py:Class` of your own, with `trust`",
    )
    arguments: dict[str, Any] = Field(
        default_factory=dict, description="options of the architecture, or of your class"
    )
    tasks: list[Name] = Field(min_length=1, description="what each output stands for, in order")
    outputs: list[Annotated[int, Field(ge=0)]] | None = Field(
        None,
        description="which of the model's outputs the tasks are, counted from 0; all of them where "
        "not given",
    )
    input_length: int | None = Field(
        None, ge=4, description="length in bp of the sequences that the model takes"
    )
    readout: str | None = Field(
        None,
        description="what the outputs are; `classes` where neither you nor the source says",
        json_schema_extra={"enum": list(READOUTS)},
    )
    tracks: list[Annotated[int, Field(ge=1, le=2)]] | None = Field(
        None, description="profiles: strands of each task, 1 or 2"
    )
    output_length: int | None = Field(
        None, ge=1, description="profiles: how many bases of the input's middle they span"
    )
    controls: int | None = Field(
        None, ge=0, description="profiles: control tracks that the model takes"
    )
    channels: str | None = Field(
        None, description="the bases in the order of the model's channels; `ACGT`"
    )
    layout: str | None = Field(
        None,
        description="order of the axes of the model's input: N sequences, C channels, L positions, "
        "and 1 for an axis of one element, such as `NLC` or `NC1L`; `NCL`",
    )
    strands: Literal["one", "mean", "max"] | None = Field(
        None,
        description="whether a prediction is that of the sequence, or the mean or the larger of "
        "those of both its strands; `one`",
    )
    activation: Literal["none", "sigmoid", "softmax"] | None = Field(
        None,
        description="what the source makes of the outputs in its own predictions; motiflens "
        "explains them as they are before",
    )
    folds: int = Field(
        1,
        ge=1,
        description="how many models there are, of which scores are averaged; `{fold}` in names "
        "of files stands for their numbers, from 0",
    )
    trust: bool = Field(
        False, description="run the program that the source holds, or names: it can do anything"
    )
    examples: str | None = Field(
        None,
        description="sequences with the predictions that the source gives for them (.tsv, .fa, "
        ".npz); a model that says otherwise is refused",
    )

    @field_validator("format")
    @classmethod
    def _known_format(cls, name: str) -> str:
        if name != AUTO and name not in FORMATS:
            raise ValueError(f"there is no format {name!r}; choose one of {', '.join(FORMATS)}")
        return name

    @field_validator("readout")
    @classmethod
    def _known_readout(cls, name: str | None) -> str | None:
        if name is not None and name not in READOUTS:
            raise ValueError(f"there is no readout {name!r}; choose one of {', '.join(READOUTS)}")
        return name

    @field_validator("channels")
    @classmethod
    def _four_bases(cls, channels: str | None) -> str | None:
        if channels is not None and sorted(channels) != sorted("ACGT"):
            raise ValueError(f"{channels!r} is no order of A, C, G and T")
        return channels

    @field_validator("layout")
    @classmethod
    def _three_axes(cls, layout: str | None) -> str | None:
        if layout is not None and (
            layout[:1] != "N" or sorted(layout.replace("1", "")) != [*"CLN"]
        ):
            raise ValueError(f"{layout!r} is no layout: N, then C and L in some order, and 1")
        return layout
