"""Explain the windows of a data set with a model: the science of ``motiflens attribute``."""

from __future__ import annotations

import logging
import platform
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel
from torch import Tensor, nn

from motiflens._version import __version__
from motiflens.attribution.explainer import Explainer
from motiflens.attribution.kept_programs import keeper
from motiflens.attribution.methods import METHODS
from motiflens.attribution.outputs import background_outputs, outputs_of_all
from motiflens.attribution.pieces import pieces
from motiflens.attribution.reference_check import ReferenceCheck, check_reference
from motiflens.attribution.targets import TargetFunction, named_target
from motiflens.attribution.window_references import WindowReferences
from motiflens.config import Attribute, method_options
from motiflens.errors import InputError, ReferenceWarning
from motiflens.models.card import ModelCard, check_fits
from motiflens.models.device import describe_device
from motiflens.models.encoding import one_hot
from motiflens.sequences.selection import evenly, select, shard_of
from motiflens.store.contributions import Contributions, joined
from motiflens.store.windows import Windows

_LOG = logging.getLogger(__name__)
_SAMPLE = 100  # windows whose references are checked, at most


@dataclass(frozen=True)
class Task:
    """What is explained, and how.

    Attributes
    ----------
    name
        The class, an output of the model.
    method, options
        A row of the table of methods, and its own options.
    settings
        Which windows, and against which reference.
    """

    name: str
    method: str
    options: dict[str, Any]
    settings: Attribute


def explain_windows(
    windows: Windows, model: nn.Module, card: ModelCard, task: Task, **how: Any
) -> Contributions:
    """Explain the selected windows of one shard, held at once; ``how`` as in `explain_pieces`."""
    return joined([*explain_pieces(windows, model, card, task, **how)])


def explain_pieces(
    windows: Windows,
    model: nn.Module,
    card: ModelCard,
    task: Task,
    *,
    device: torch.device,
    shard: tuple[int, int] = (1, 1),
    hashes: dict[str, str],
    fold: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Contributions]:
    """Explain the selected windows of one shard, some at a time, which bounds the memory.

    Parameters
    ----------
    windows, model, card
        The data set, and a model that fits it.
    task
        What is explained, and how.
    device
        Where to compute.
    shard
        Number (from 1) and count of the parts into which the selected windows are divided.
    hashes
        SHA-256 of the files of data and model, for the provenance.
    fold
        Number of the model among those that are averaged.
    progress
        Called with the number of windows done and of all.

    Yields
    ------
    Some windows, in order; of an empty shard no windows, once.

    Raises
    ------
    ModelError
        Where model and data do not fit, or an operation has no rule.
    InputError
        Where the task does not exist or no window is selected.

    Warns
    -----
    ReferenceWarning
        Where the model takes the reference for a positive.
    """
    check_fits(card, windows)
    target = target_of(card, task.name, task.settings.target)
    options = method_options(task.method, task.options)
    if task.name not in windows.tasks:
        _LOG.info("%s: the data set has no class of that name, so all its regions count", task.name)
    chosen = select(
        windows,
        task.name,
        task.settings.select,
        top=task.settings.top,
        predict=lambda: outputs_of_all(model, windows, target, device),
    )
    references = WindowReferences(windows, task.method, task.settings)
    example = one_hot(torch.from_numpy(windows.window_codes(chosen[:1])))
    explainer = Explainer(
        model,
        example,
        method=task.method,
        target=target,
        options=task.options,
        device=device,
        keeper=keeper(model, card, [task.name, str(task.settings.target)], windows.window),
    )
    check = _check(explainer, windows, chosen, references)
    if check.verdict == "suspect" and METHODS[task.method].reads_reference:
        warnings.warn(ReferenceWarning(f"{task.name}: {check.message}"), stacklevel=2)
    rows = shard_of(chosen, *shard)
    provenance = {
        "reference": references.as_dict(),
        "reference_check": check.as_dict(),
        **_provenance(task, options, device),
        "batch_size": task.settings.batch_size or explainer.engine.batch_size,
        **hashes,
        "fold": fold,
    }
    start = time.perf_counter()
    yield from pieces(
        windows,
        rows,
        explainer,
        references,
        provenance,
        batch_size=task.settings.batch_size,
        progress=progress,
    )
    _say_how_fast(task, len(rows), device, time.perf_counter() - start)


def _say_how_fast(task: Task, n: int, device: torch.device, seconds: float) -> None:
    title, place = METHODS[task.method].title, describe_device(device)
    rate = n / seconds if seconds else 0.0
    _LOG.info(
        f"{title} of {task.name}: {n} windows on {place} in {seconds:.1f} s ({rate:.0f} a second)"
    )


def _provenance(task: Task, options: BaseModel, device: torch.device) -> dict[str, Any]:
    return {
        "task": task.name,
        "method": task.method,
        "options": options.model_dump(),
        "settings": task.settings.model_dump(),
        "device": describe_device(device),
        "dtype": "float32",
        "threads": torch.get_num_threads(),
        "versions": {
            "motiflens": __version__,
            "torch": str(torch.__version__),
            "python": platform.python_version(),
        },
    }


def target_of(card: ModelCard, task: str, name: str | None = None) -> TargetFunction:
    """Return what is explained of a task: a target by its name, or the readout's own.

    Raises
    ------
    InputError
        Where the model has no such task.
    ConfigError
        Where there is no such target.
    """
    if task not in card.tasks:
        raise InputError(
            f"the model has no task {task!r}",
            fix=f"choose one of {', '.join(card.tasks)}",
            where="task",
        )
    return named_target(name, card.tasks.index(task), card.tasks, card.readout, card.tracks)


def _check(
    explainer: Explainer,
    windows: Windows,
    chosen: NDArray[np.int64],
    references: WindowReferences,
) -> ReferenceCheck:
    """Compare f(reference) with outputs for negatives, or for shuffles where there are none.

    The references are those of a sample of the chosen windows, the same for every shard.
    """

    def predict(sequences: Tensor) -> NDArray[np.float32]:
        return explainer.predict(sequences)[:, 0].numpy()

    sample = evenly(chosen, _SAMPLE)
    own = references.of(one_hot(torch.from_numpy(windows.window_codes(sample))))
    made = own.make(torch.arange(own.groups))
    outputs = predict(made.flatten(0, 1)).reshape(made.shape[:2])
    check = check_reference(outputs, *background_outputs(predict, windows, chosen))
    _LOG.info("reference: %s", check.message.split(":")[0])
    return check
