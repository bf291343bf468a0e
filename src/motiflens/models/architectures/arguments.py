"""Options of architectures, by which their sizes are chosen."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class DeepBindArguments(BaseModel):
    """Sizes of DeepBind."""

    model_config = ConfigDict(extra="forbid")

    detectors: int = Field(16, ge=1, description="motif detectors")
    width: int = Field(24, ge=1, description="length of a detector in bp")
    hidden: int = Field(32, ge=0, description="units of the hidden layer; 0: none")
    mean: bool = Field(True, description="pool to the mean, too, beside the largest value")
    scan: int = Field(
        0, ge=0, description="score windows of this length and take the largest; 0: all at once"
    )
    unknown: float = Field(
        0, ge=0, le=1, description="what an N counts as of each base; 1/4 in DeepBind's program"
    )


class BPNetArguments(BaseModel):
    """Sizes of BPNet."""

    model_config = ConfigDict(extra="forbid")

    filters: int = Field(64, ge=1, description="channels of each convolution")
    layers: int = Field(8, ge=1, le=16, description="dilated convolutions")
    count_positions: int | None = Field(
        None,
        ge=1,
        description="positions of the middle that counts are read from; where not given, those "
        "that no padding reaches",
    )


class DeepSEAArguments(BaseModel):
    """What DeepSEA may have that the paper's has not."""

    model_config = ConfigDict(extra="forbid")

    batch_norm: bool = Field(
        False, description="batch norm before each ReLU, without which it takes millions of windows"
    )


class ChromBPNetArguments(BaseModel):
    """Sizes of the two networks of ChromBPNet."""

    model_config = ConfigDict(extra="forbid")

    filters: int = Field(512, ge=1, description="channels of the accessibility's convolutions")
    layers: int = Field(8, ge=1, le=16, description="its dilated convolutions")
    bias_filters: int = Field(128, ge=1, description="channels of the bias' convolutions")
    bias_layers: int = Field(4, ge=1, le=16, description="its dilated convolutions")
    count_positions: int | None = Field(
        None, ge=1, description="positions of the middle that counts are read from, as in BPNet"
    )
