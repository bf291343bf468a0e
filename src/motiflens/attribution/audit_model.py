"""Audit a trained model, on a data set where there is one: the science of ``motiflens audit``."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from motiflens._version import __version__
from motiflens.attribution.audit import audit
from motiflens.attribution.audit_record import Audit
from motiflens.attribution.methods import METHODS
from motiflens.attribution.try_references import FindMotifs, Subject, try_references
from motiflens.attribution.windows import target_of
from motiflens.config import Audit as Settings
from motiflens.errors import InputError
from motiflens.models.card import ModelCard, check_fits
from motiflens.models.device import describe_device
from motiflens.models.encoding import one_hot
from motiflens.sequences.selection import evenly
from motiflens.store.windows import Windows


@dataclass(frozen=True)
class Asked:
    """What is asked of an audit.

    Attributes
    ----------
    tasks
        Those of the model that are looked at.
    methods
        Names with their options.
    settings
        How many windows, and which references are compared.
    """

    tasks: Sequence[str]
    methods: Mapping[str, Mapping[str, Any]]
    settings: Settings


def audit_model(
    model: nn.Module,
    card: ModelCard,
    asked: Asked,
    windows: Windows | None = None,
    *,
    device: torch.device,
    hashes: Mapping[str, str],
    find_motifs: FindMotifs | None = None,
) -> Audit:
    """Say which methods are exact on a model, and compare references on its data.

    Parameters
    ----------
    model, card
        The model.
    asked
        What to look at.
    windows
        A data set that fits the model; where there is none, random sequences are explained and
        no reference is compared.
    device
        Where to compute.
    hashes
        SHA-256 of the files of data and model, for the provenance.
    find_motifs
        Looks for motifs with each reference.

    Raises
    ------
    ModelError
        Where model and data do not fit, or the model cannot be captured.
    InputError
        Where a task does not exist, or no window of it.
    """
    _check_tasks(card, asked.tasks)
    if windows is not None:
        check_fits(card, windows)
    found = audit(
        model,
        _sequences(card, asked, windows),
        methods=asked.methods,
        target=[target_of(card, task) for task in asked.tasks],
        frequencies=None if windows is None else windows.background_single_strand.tolist(),
        device=device,
    )
    found = replace(found, provenance=_provenance(asked, device) | dict(hashes))
    method = _comparing(found)
    if windows is None or method is None:
        return found
    subject = Subject(model, card, windows, method, asked.methods[method], device)
    compared = (try_references(subject, task, asked.settings, find_motifs) for task in asked.tasks)
    return replace(found, references=tuple(compared))


def _check_tasks(card: ModelCard, tasks: Sequence[str]) -> None:
    for task in tasks:
        if task not in card.tasks:
            raise InputError(
                f"the model has no task {task!r}",
                fix=f"choose one of {', '.join(card.tasks)}",
                where="task",
            )


def _sequences(card: ModelCard, asked: Asked, windows: Windows | None) -> Tensor:
    """Return windows of the tasks from all over the data set, or random sequences."""
    count = asked.settings.windows
    if windows is None:
        codes = np.random.default_rng(0).integers(0, 4, (count, card.input_length), dtype=np.uint8)
        return one_hot(torch.from_numpy(codes))
    rows = np.unique(np.concatenate([windows.positives(task) for task in asked.tasks]))
    if len(rows) == 0:
        raise InputError(
            f"the data have no window of {', '.join(asked.tasks)}",
            where="--data",
            fix="give the data of its tasks, or leave the data out",
        )
    return one_hot(torch.from_numpy(windows.window_codes(evenly(rows, count))))


def _comparing(found: Audit) -> str | None:
    """Return the method whose scores references are compared by: the first that reads them."""
    usable = (one.name for one in found.methods if one.usable)
    return next((name for name in usable if METHODS[name].reads_reference), None)


def _provenance(asked: Asked, device: torch.device) -> dict[str, Any]:
    return {
        "tasks": list(asked.tasks),
        "methods": {name: dict(options) for name, options in asked.methods.items()},
        "settings": asked.settings.model_dump(),
        "device": describe_device(device),
        "threads": torch.get_num_threads(),
        "versions": {
            "motiflens": __version__,
            "torch": str(torch.__version__),
            "python": platform.python_version(),
        },
    }
