"""The card of a model: what it is, what it was trained on, and how well it does."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from motiflens.config.section import Name
from motiflens.errors import ModelError
from motiflens.files import atomic_path, checked
from motiflens.models.metrics.parts import Metrics
from motiflens.models.shape import Shape

if TYPE_CHECKING:
    from motiflens.store.windows import Windows

CARD = "model.json"
WEIGHTS = "model.safetensors"

Frequencies = Annotated[list[float], Field(min_length=4, max_length=4)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EpochRecord(_Part):
    """One epoch, numbered from 1: mean losses, and the validation score of each task.

    What is scored depends on the readout: `motiflens.models.objectives`.
    """

    epoch: int
    train_loss: float
    validation_loss: float
    validation_scores: dict[str, float | None]


class Training(_Part):
    """How a model was trained.

    Attributes
    ----------
    options
        The fields of `motiflens.config.Train`, less the name of the data set.
    data_sha256, fold
        Of the file of windows, and which of its folds.
    bias_sha256
        Of the weights of the model whose bias was taken.
    anchored, reference
        Whether the network was taught that the reference is none of the classes, and the
        frequencies of A, C, G and T that it was taught so for.
    curve, best_epoch
        Every epoch, and the one whose weights were kept.
    device, devices, threads
        On which the weights come out the same, byte by byte, when training is repeated.
    """

    options: dict[str, Any]
    data_sha256: str
    fold: int = 0
    bias_sha256: str | None = None
    anchored: bool
    reference: Frequencies | None
    curve: list[EpochRecord]
    best_epoch: int
    device: str
    devices: int = 1
    threads: int


class Reads(_Part):
    """How the network that was imported wants its sequences; motiflens' own want the defaults.

    Attributes
    ----------
    channels
        The bases in the order of its channels.
    layout
        Order of its axes: N sequences, C channels, L positions, and 1 for axes of one element.
    strands
        ``one``; or what is made of its outputs for both strands, ``mean`` or ``max``.
    outputs
        Which of its outputs the tasks are, counted from 0; none given: all, in order.
    """

    channels: str = "ACGT"
    layout: str = "NCL"
    strands: Literal["one", "mean", "max"] = "one"
    outputs: tuple[int, ...] = ()


class Source(_Part):
    """The file that a model was imported from."""

    name: str
    format: str
    sha256: str


class SelfCheck(_Part):
    """What the network said when it was imported.

    Attributes
    ----------
    seed, outputs
        Outputs for sequences drawn with the seed, a list for each sequence; of profiles, the log
        counts.
    examples, largest_difference
        How many examples with known outputs it was compared to, and the largest difference
        relative to the largest of them; None where none were given.
    """

    seed: int
    outputs: list[list[float]]
    examples: int | None = None
    largest_difference: float | None = None


class ModelCard(_Part):
    """What ``model.json`` holds, beside the network itself.

    Attributes
    ----------
    format
        How the network is kept: ``architecture``, weights of a class; ``graph``, weights and a
        list of operations; or a program of PyTorch's.
    architecture, arguments
        A row of the table of architectures or ``module:Class``, and its own options.
    readout
        A row of `motiflens.readouts.READOUTS`.
    tasks, tracks
        What the outputs stand for; for profiles, the number of strands of each task.
    input_length, output_length, controls
        See `motiflens.models.shape.Shape`.
    reads
        How the network wants its sequences.
    activation
        What its source makes of these outputs in its own predictions; None where nothing.
    weights_sha256
        Of the file that holds the weights.
    source, self_check
        Where it was imported from, and what was seen then.
    training, metrics
        How it was trained here; metrics go from ``validation`` and ``test`` to tasks. None, and
        empty, for a model that was imported.
    """

    schema_: Literal["motiflens/model/2"] = Field(alias="schema")
    format: Literal["architecture", "graph", "torch-export", "torchscript"] = "architecture"
    architecture: str | None
    arguments: dict[str, Any] = {}
    readout: str = "classes"
    tasks: list[Name]
    tracks: list[int] = []
    input_length: int
    output_length: int = 0
    controls: int = 0
    reads: Reads = Reads()
    activation: str | None = None
    n_parameters: int
    weights_sha256: str
    source: Source | None = None
    self_check: SelfCheck | None = None
    training: Training | None
    metrics: dict[Literal["validation", "test"], dict[str, Metrics]]
    versions: dict[str, str]

    @property
    def shape(self) -> Shape:
        """Lengths and numbers, as architectures take them."""
        return Shape(
            input_length=self.input_length,
            tasks=len(self.tasks),
            readout=self.readout,
            tracks=tuple(self.tracks),
            output_length=self.output_length,
            controls=self.controls,
        )


def write_card(card: ModelCard, directory: str | os.PathLike[str]) -> None:
    """Write ``model.json`` into the directory of a model."""
    with atomic_path(Path(directory) / CARD) as path:
        path.write_text(card.model_dump_json(by_alias=True, indent=2) + "\n", encoding="utf-8")


def read_card(directory: str | os.PathLike[str]) -> ModelCard:
    """Read the card in the directory of a model.

    Raises
    ------
    ModelError
        Where there is no card, or it is of another version or incomplete.
    """
    path = Path(directory) / CARD
    try:
        return ModelCard.model_validate_json(checked(path).read_bytes())
    except OSError:
        raise ModelError(
            f"there is no {CARD} here, so this is no model of motiflens",
            where=str(directory),
            fix="give a directory that `motiflens train` or `motiflens import` wrote",
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ModelError(
            f"the card of the model cannot be read: {f'{key}: ' if key else ''}{first['msg']}",
            where=str(path),
            fix="train or import the model again with this version of motiflens",
        ) from None


def check_fits(card: ModelCard, windows: Windows) -> None:
    """Check that a model can be applied to a data set: that it reads windows of their length.

    Raises
    ------
    ModelError
        Which says both lengths.
    """
    if card.input_length != windows.window:
        raise ModelError(
            f"the model takes windows of {card.input_length} bp, the data has {windows.window} bp",
            fix=f"prepare the data with window {card.input_length}, or take another model",
            where="the window of the data, and the input length of the model",
        )
