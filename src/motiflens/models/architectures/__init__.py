"""The table of architectures: the one place where an architecture is declared.

The command line, the configuration schema, the documentation and the tests read these rows.
Nothing here imports torch; ``module`` names the class, which is loaded when a model is built.
A new architecture is a file beside these and a row here. Its class takes a `Shape` and the options
of its row, and maps one-hot sequences (N, 4, input_length) to what the readout says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from motiflens.config.validating import validate
from motiflens.errors import ConfigError, ModelError
from motiflens.models.architectures.arguments import (
    BPNetArguments,
    ChromBPNetArguments,
    DeepBindArguments,
    DeepSEAArguments,
)
from motiflens.models.shape import Shape
from motiflens.named import named

if TYPE_CHECKING:
    from torch import nn

VECTORS = ("classes", "values", "counts")
"""Readouts that are one number for each task."""

PROFILES = ("profiles",)


class NoArguments(BaseModel):
    """Options of an architecture that has none."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Architecture:
    """One row of the table.

    Attributes
    ----------
    name
        As the command line and the configuration take it.
    title
        As the report prints it.
    summary
        One sentence on its layers.
    citation
        Where it comes from.
    module
        ``module:class`` of the network.
    min_length
        The shortest sequence, in bp: one that its poolings leave something of or, without poolings,
        that its first filters fit into.
    learning_rate
        At which it learns: the highest of a cycle.
    readouts
        What it can say of a window: rows of `motiflens.readouts.READOUTS`.
    arguments
        Options of its own.
    """

    name: str
    title: str
    summary: str
    citation: str
    module: str
    min_length: int
    learning_rate: float = 0.02
    readouts: tuple[str, ...] = VECTORS
    arguments: type[BaseModel] = NoArguments


_ROWS = (
    Architecture(
        name="small-cnn",
        title="Small CNN",
        summary="Two convolutions and one hidden dense layer, about 80,000 parameters on 200 bp.",
        citation="motiflens",
        module="motiflens.models.architectures.small_cnn:SmallCNN",
        min_length=16,
    ),
    Architecture(
        name="basset",
        title="Basset-like CNN",
        summary="Three convolutions of 300, 200 and 200 filters and two dense layers of 1,000.",
        citation="Kelley, Snoek and Rinn 2016, Genome Research 26:990-999",
        module="motiflens.models.architectures.basset:Basset",
        min_length=48,
    ),
    Architecture(
        name="deepbind",
        title="DeepBind-like CNN",
        summary="One convolution of 16 filters, its largest and mean values over the whole "
        "sequence, and a dense layer of 32: 2,641 parameters at any length.",
        citation="Alipanahi, Delong, Weirauch and Frey 2015, Nature Biotechnology 33:831-838",
        module="motiflens.models.architectures.deepbind:DeepBind",
        min_length=4,
        arguments=DeepBindArguments,
    ),
    Architecture(
        name="deepsea",
        title="DeepSEA",
        summary="Three unpadded convolutions of 320, 480 and 960 filters and a dense layer of "
        "925: 53 million parameters on 1,000 bp.",
        citation="Zhou and Troyanskaya 2015, Nature Methods 12:931-934",
        module="motiflens.models.architectures.deepsea:DeepSEA",
        min_length=163,
        learning_rate=2e-4,
        arguments=DeepSEAArguments,
    ),
    Architecture(
        name="deepstarr",
        title="DeepSTARR",
        summary="Four convolutions of 256, 60, 60 and 120 filters and two dense layers of 256: "
        "620,000 parameters on 249 bp.",
        citation="de Almeida, Reiter, Pagani and Stark 2022, Nature Genetics 54:613-624",
        module="motiflens.models.architectures.deepstarr:DeepSTARR",
        min_length=16,
    ),
    Architecture(
        name="dilated-residual",
        title="Dilated residual network",
        summary="One convolution of 64 filters, six dilated residual blocks at full resolution, "
        "the mean over the sequence and one dense layer: 57,000 parameters at any length.",
        citation="after Kelley et al. 2018, Genome Research 28:739-750, and Yu, Koltun and "
        "Funkhouser 2017, CVPR, 472-480",
        module="motiflens.models.architectures.dilated_residual:DilatedResidual",
        min_length=21,
    ),
    Architecture(
        name="bpnet",
        title="BPNet",
        summary="A convolution of 64 filters, eight dilated residual convolutions, and heads for "
        "the profile and for the counts: 114,000 parameters with two strands, at any length.",
        citation="Avsec et al. 2021, Nature Genetics 53:354-366; the form of bpnet-lite",
        module="motiflens.models.architectures.bpnet:BPNet",
        min_length=21,
        learning_rate=4e-3,
        readouts=PROFILES,
        arguments=BPNetArguments,
    ),
    Architecture(
        name="chrombpnet",
        title="ChromBPNet",
        summary="A BPNet of 512 filters for accessibility, added to a frozen one of 128 filters "
        "and four layers for what the enzyme prefers: 6.6 million parameters at any length.",
        citation="Pampari et al. 2025, bioRxiv 2024.12.25.630221",
        module="motiflens.models.architectures.chrombpnet:ChromBPNet",
        min_length=21,
        learning_rate=1e-3,
        readouts=PROFILES,
        arguments=ChromBPNetArguments,
    ),
)

ARCHITECTURES: dict[str, Architecture] = {row.name: row for row in _ROWS}


def build(name: str, shape: Shape, arguments: Mapping[str, Any] | None = None) -> nn.Module:
    """Return a network of the architecture ``name`` with fresh weights.

    Parameters
    ----------
    name
        A row of the table.
    shape
        Lengths, and numbers of outputs.
    arguments
        Options of the row, by name.

    Raises
    ------
    ConfigError
        Where there is no such architecture, or it has no such option.
    ModelError
        Where the input is too short for it, or it has no such readout.
    """
    row = architecture(name)
    if shape.readout not in row.readouts:
        others = [other.name for other in _ROWS if shape.readout in other.readouts]
        raise ModelError(
            f"{name} has no readout {shape.readout!r}; it has {', '.join(row.readouts)}",
            fix=f"choose one of {', '.join(others)}",
            where="readout",
        )
    if shape.input_length < row.min_length:
        raise ModelError(
            f"{name} needs windows of {row.min_length} bp or more; these have {shape.input_length}",
            fix="prepare longer windows, or choose an architecture with less pooling",
            where="window",
        )
    chosen = validate(row.arguments, dict(arguments or {}), where=f"options of {name}")
    network: nn.Module = named(row.module)(shape, **chosen.model_dump())
    return network


def architecture(name: str) -> Architecture:
    """Return the row of the table.

    Raises
    ------
    ConfigError
        Where there is none.
    """
    if name not in ARCHITECTURES:
        raise ConfigError(
            f"there is no architecture named {name!r}",
            fix=f"choose one of {', '.join(ARCHITECTURES)}",
            where="architecture",
        )
    return ARCHITECTURES[name]
