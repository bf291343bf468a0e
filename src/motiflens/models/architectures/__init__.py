"""The table of architectures: the one place where an architecture is declared.

The command line, the configuration schema, the documentation and the tests read these rows.
Nothing here imports torch; ``module`` names the class, which is loaded when a model is built.
A new architecture is a file beside these and a row here. Its class takes ``input_length`` and
``n_tasks`` and maps one-hot sequences (N, 4, input_length) to logits (N, n_tasks).
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motiflens.errors import ConfigError, ModelError

if TYPE_CHECKING:
    from torch import nn


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
    """

    name: str
    title: str
    summary: str
    citation: str
    module: str
    min_length: int


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
        min_length=24,
    ),
    Architecture(
        name="deepsea",
        title="DeepSEA",
        summary="Three unpadded convolutions of 320, 480 and 960 filters and a dense layer of "
        "925: 53 million parameters on 1,000 bp.",
        citation="Zhou and Troyanskaya 2015, Nature Methods 12:931-934",
        module="motiflens.models.architectures.deepsea:DeepSEA",
        min_length=163,
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
)

ARCHITECTURES: dict[str, Architecture] = {row.name: row for row in _ROWS}


def build(name: str, *, input_length: int, n_tasks: int) -> nn.Module:
    """Return a network of the architecture ``name`` with fresh weights.

    Raises
    ------
    ConfigError
        Where there is no such architecture.
    ModelError
        Where the input is too short for it.
    """
    if name not in ARCHITECTURES:
        raise ConfigError(
            f"there is no architecture named {name!r}",
            fix=f"choose one of {', '.join(ARCHITECTURES)}",
        )
    row = ARCHITECTURES[name]
    if input_length < row.min_length:
        raise ModelError(
            f"{name} needs windows of {row.min_length} bp or more; these have {input_length}",
            fix="prepare longer windows, or choose an architecture with less pooling",
        )
    module, class_name = row.module.split(":")
    network: nn.Module = getattr(importlib.import_module(module), class_name)(input_length, n_tasks)
    return network
