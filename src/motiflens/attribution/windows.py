"""Explain the windows of a data set with a model: the science of ``motiflens attribute``."""

from __future__ import annotations

import logging
import platform
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel
from torch import nn

from motiflens._version import __version__
from motiflens.attribution.explainer import Explainer
from motiflens.attribution.methods import METHODS
from motiflens.attribution.reference_check import ReferenceCheck, check_reference
from motiflens.attribution.references import resolve_reference
from motiflens.attribution.result import Attribution
from motiflens.config import Attribute, method_options
from motiflens.errors import InputError, ReferenceWarning, UnsupportedOperationError
from motiflens.models.card import ModelCard, check_fits
from motiflens.models.device import describe_device
from motiflens.models.encoding import one_hot
from motiflens.models.predict import predict
from motiflens.sequences.selection import select, shard_of
from motiflens.sequences.shuffling import shuffle_dinucleotides
from motiflens.store.contributions import Contributions
from motiflens.store.windows import Windows

_LOG = logging.getLogger(__name__)
_BACKGROUND = 2000  # sequences that the output at the reference is compared with, at most


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
    windows: Windows,
    model: nn.Module,
    card: ModelCard,
    task: Task,
    *,
    device: torch.device,
    shard: tuple[int, int] = (1, 1),
    hashes: dict[str, str],
    progress: Callable[[int, int], None] | None = None,
) -> Contributions:
    """Explain the selected windows of one shard.

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
    progress
        Called with the number of windows done and of all.

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
    target = _target(card, task.name)
    options = method_options(task.method, task.options)
    predictions = predict(model, windows.window_codes(), device)[:, target]
    chosen = select(
        windows, task.name, task.settings.select, top=task.settings.top, predictions=predictions
    )
    name, frequencies = _frequencies(windows, task)
    check = _check(model, windows, chosen, predictions, frequencies, target, device)
    if check.verdict == "suspect" and METHODS[task.method].reads_reference:
        warnings.warn(ReferenceWarning(f"{task.name}: {check.message}"), stacklevel=2)
    rows = shard_of(chosen, *shard)
    found = _explain(model, windows, rows, task, frequencies, target, device, progress)
    provenance = {
        "reference": {"name": name, "frequencies": [float(value) for value in frequencies]},
        "reference_check": check.as_dict(),
        **_provenance(task, options, device),
        **hashes,
    }
    return _contributions(windows, rows, found, provenance)


def _provenance(task: Task, options: BaseModel, device: torch.device) -> dict[str, Any]:
    return {
        "task": task.name,
        "method": task.method,
        "options": options.model_dump(),
        "settings": task.settings.model_dump(),
        "device": describe_device(device),
        "dtype": "float32",
        "batch_size": task.settings.batch_size,
        "threads": torch.get_num_threads(),
        "versions": {
            "motiflens": __version__,
            "torch": str(torch.__version__),
            "python": platform.python_version(),
        },
    }


def _target(card: ModelCard, task: str) -> int:
    if task not in card.tasks:
        raise InputError(
            f"the model has no task {task!r}", fix=f"choose one of {', '.join(card.tasks)}"
        )
    return card.tasks.index(task)


def _frequencies(windows: Windows, task: Task) -> tuple[str, NDArray[np.float64]]:
    """Return name and frequencies of the reference; ``background`` is the training windows'."""
    reference = task.settings.reference
    if reference is None:
        reference = METHODS[task.method].reference
    if reference == "background":
        return reference, windows.background
    if reference == "background-single-strand":
        return reference, windows.background_single_strand
    column = resolve_reference(reference, torch.zeros(1, 4, 1, dtype=torch.float64))
    name = reference if isinstance(reference, str) else "frequencies"
    return name, column[0, :, 0].numpy()


def _check(
    model: nn.Module,
    windows: Windows,
    chosen: NDArray[np.int64],
    predictions: NDArray[np.float32],
    frequencies: NDArray[np.float64],
    target: int,
    device: torch.device,
) -> ReferenceCheck:
    """Compare f(reference) with outputs for negatives, or for shuffles where there are none."""
    column = torch.tensor(frequencies, dtype=torch.float32, device=device).view(1, 4, 1)
    with torch.inference_mode():
        output = float(model(column.expand(1, 4, windows.window))[0, target])
    negatives = np.flatnonzero(~windows.labels.any(axis=1))
    if len(negatives):
        check = check_reference(output, predictions[negatives], "negatives")
    else:
        sample = windows.window_codes()[chosen[:_BACKGROUND]]
        shuffled = shuffle_dinucleotides(sample, np.random.default_rng(0))
        check = check_reference(output, predict(model, shuffled, device)[:, target], "shuffles")
    _LOG.info("reference: %s", check.message.split(":")[0])
    return check


def _explain(
    model: nn.Module,
    windows: Windows,
    rows: NDArray[np.int64],
    task: Task,
    frequencies: NDArray[np.float64],
    target: int,
    device: torch.device,
    progress: Callable[[int, int], None] | None,
) -> Attribution:
    codes = windows.window_codes()[rows]
    # A part may be empty; the scores of one window then tell the shapes of none.
    x = one_hot(torch.from_numpy(codes if len(codes) else windows.window_codes()[:1]))
    explainer = Explainer(
        model, x, method=task.method, target=target, options=task.options, device=device
    )
    done = 0

    def count(finished: int) -> None:
        nonlocal done
        done += finished
        if progress is not None:
            progress(done, len(x))

    start = time.perf_counter()
    found = explainer.explain(
        x,
        reference=torch.from_numpy(frequencies),
        batch_size=task.settings.batch_size,
        progress=count,
    )
    seconds = time.perf_counter() - start
    title, place = METHODS[task.method].title, describe_device(device)
    _LOG.info(
        f"{title} of {task.name}: {len(codes)} windows on {place} in {seconds:.1f} s "
        f"({len(x) / seconds:.0f} a second)"
    )
    return found.first(len(codes))


def _contributions(
    windows: Windows, rows: NDArray[np.int64], found: Attribution, provenance: dict[str, Any]
) -> Contributions:
    if found.hypothetical is None:
        raise UnsupportedOperationError(
            f"{provenance['method']} with these options gives no hypothetical scores, which motif "
            "discovery needs",
            fix="leave `bias` at absorb or zero",
        )
    sequences = one_hot(torch.from_numpy(windows.window_codes()[rows]))
    return Contributions(
        sequences=sequences.numpy().astype(np.int8),
        hypothetical=found.hypothetical.numpy(),
        projected=(found.hypothetical * sequences).numpy(),
        index=rows,
        chrom=windows.chrom[rows],
        start=windows.start[rows],
        end=windows.end[rows],
        strand=windows.strand[rows],
        name=windows.name[rows],
        split=windows.split[rows],
        prediction=found.prediction.numpy(),
        reference_prediction=found.reference_prediction.numpy(),
        completeness_error=found.completeness_error.numpy(),
        absolute_error=found.absolute_error.numpy(),
        absorbed={label: kept.numpy() for label, kept in found.absorbed.items()},
        provenance=provenance,
    )
