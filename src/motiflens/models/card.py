"""The card of a model: what it is, what it was trained on, and how well it does."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from motiflens.errors import ModelError
from motiflens.files import atomic_path

if TYPE_CHECKING:
    from motiflens.store.windows import Windows

CARD = "model.json"
WEIGHTS = "model.safetensors"

Frequencies = Annotated[list[float], Field(min_length=4, max_length=4)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Metrics(_Part):
    """How well one output tells the windows of its class from all others of a split.

    Areas are None where a split holds only one kind of window.
    """

    auroc: float | None
    auprc: float | None
    n_positive: int
    n_negative: int


class EpochRecord(_Part):
    """One epoch, numbered from 1: mean losses in nats, and the validation AUROC of each task."""

    epoch: int
    train_loss: float
    validation_loss: float
    validation_auroc: dict[str, float | None]


class Training(_Part):
    """How a model was trained.

    Attributes
    ----------
    options
        The fields of `motiflens.config.Train`, less the name of the data set.
    data_sha256
        Of the file of windows.
    anchored, reference
        Whether the network was taught that the reference is none of the classes, and the
        frequencies of A, C, G and T that it was taught so for.
    curve, best_epoch
        Every epoch, and the one whose weights were kept.
    device, threads
        On which the weights come out the same, byte by byte, when training is repeated.
    """

    options: dict[str, Any]
    data_sha256: str
    anchored: bool
    reference: Frequencies | None
    curve: list[EpochRecord]
    best_epoch: int
    device: str
    threads: int


class ModelCard(_Part):
    """What ``model.json`` holds, beside the weights in ``model.safetensors``.

    ``training`` is None and ``metrics`` is empty for a model that was imported; otherwise
    ``metrics`` goes from ``validation`` and ``test`` to tasks.
    """

    schema_: Literal["motiflens/model/1"] = Field(alias="schema")
    architecture: str
    input_length: int
    tasks: list[str]
    n_parameters: int
    weights_sha256: str
    training: Training | None
    metrics: dict[Literal["validation", "test"], dict[str, Metrics]]
    versions: dict[str, str]


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
        return ModelCard.model_validate_json(path.read_bytes())
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
    """Check that a model can be applied to a data set: same length of windows, same classes.

    Raises
    ------
    ModelError
        Which says both lengths, or both lists of classes.
    """
    if card.input_length != windows.window:
        raise ModelError(
            f"the model takes windows of {card.input_length} bp, the data has {windows.window} bp",
            fix=f"prepare the data with window {card.input_length}, or take another model",
        )
    if sorted(card.tasks) != sorted(windows.tasks):
        raise ModelError(
            f"the model has {len(card.tasks)} task(s) ({', '.join(card.tasks)}), "
            f"the data has {len(windows.tasks)} ({', '.join(windows.tasks)})",
            fix="prepare the data with the classes of the model, or take another model",
        )
