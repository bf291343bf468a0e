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
from torch import Tensor, nn

from motiflens._version import __version__
from motiflens.attribution.explainer import Explainer
from motiflens.attribution.methods import METHODS
from motiflens.attribution.outputs import background_outputs, outputs_of
from motiflens.attribution.reference_check import ReferenceCheck, check_reference
from motiflens.attribution.references import REFERENCES, References, resolve_references
from motiflens.attribution.result import Attribution
from motiflens.attribution.targets import TargetFunction, named_target
from motiflens.config import Attribute, method_options
from motiflens.errors import InputError, ReferenceWarning
from motiflens.models.card import ModelCard, check_fits
from motiflens.models.device import describe_device
from motiflens.models.encoding import one_hot
from motiflens.sequences.selection import evenly, select, shard_of
from motiflens.store.contributions import TRACED, Contributions
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
    fold
        Number of the model among those that are averaged.
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
    target = target_of(card, task.name, task.settings.target)
    options = method_options(task.method, task.options)
    if task.name not in windows.tasks:
        _LOG.info("%s: the data set has no class of that name, so all its regions count", task.name)
    chosen = select(
        windows,
        task.name,
        task.settings.select,
        top=task.settings.top,
        predict=lambda: outputs_of(model, torch.from_numpy(windows.window_codes()), target, device),
    )
    references = _References(windows, task)
    check = _check(model, windows, chosen, references, target, device)
    if check.verdict == "suspect" and METHODS[task.method].reads_reference:
        warnings.warn(ReferenceWarning(f"{task.name}: {check.message}"), stacklevel=2)
    rows = shard_of(chosen, *shard)
    found = _explain(model, windows, rows, task, references, target, device, progress)
    provenance = {
        "reference": references.as_dict(),
        "reference_check": check.as_dict(),
        **_provenance(task, options, device),
        **hashes,
        "fold": fold,
    }
    return _contributions(windows, rows, found, provenance)


class _References:
    """The references of a task, from its settings and the data set."""

    def __init__(self, windows: Windows, task: Task) -> None:
        settings, own = task.settings, METHODS[task.method].reference
        self.asked = own if settings.reference is None else settings.reference
        self.windows = windows
        # What `motiflens.explain` is told beside the reference itself.
        self.drawn: dict[str, Any] = {"n_references": settings.n_references, "seed": settings.seed}

    def of(self, x: Tensor) -> References:
        """Return the references of the sequences x (n, 4, L)."""
        return resolve_references(
            self.asked,
            x,
            count=self.drawn["n_references"],
            seed=self.drawn["seed"],
            **self.beside(),
        )

    def beside(self) -> dict[str, Any]:
        """Return what of the data set a named reference needs."""
        kind = REFERENCES.get(self.asked) if isinstance(self.asked, str) else None
        if kind is not None and kind.needs_pool:
            negatives = self.windows.window_codes(self.windows.negatives())
            return {"pool": one_hot(torch.from_numpy(negatives))}
        return {"frequencies": self.windows.background_single_strand}

    def as_dict(self) -> dict[str, Any]:
        """Return name, frequencies where it is a column of them, and how it was drawn."""
        name = self.asked if isinstance(self.asked, str) else "frequencies"
        kind = REFERENCES.get(name)
        if kind is not None and kind.several:
            return {"name": name, "frequencies": None, **self.drawn}
        if name == "gc":
            return {"name": name, "frequencies": None}
        one = self.of(torch.zeros(1, 4, 1, dtype=torch.float64)).make(torch.zeros(1).long())
        return {"name": name, "frequencies": one[0, 0, :, 0].tolist()}


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
            f"the model has no task {task!r}", fix=f"choose one of {', '.join(card.tasks)}"
        )
    return named_target(name, card.tasks.index(task), card.tasks, card.readout, card.tracks)


def _check(
    model: nn.Module,
    windows: Windows,
    chosen: NDArray[np.int64],
    references: _References,
    target: TargetFunction,
    device: torch.device,
) -> ReferenceCheck:
    """Compare f(reference) with outputs for negatives, or for shuffles where there are none.

    The references are those of a sample of the chosen windows, the same for every shard.
    """
    sample = evenly(chosen, _SAMPLE)
    own = references.of(one_hot(torch.from_numpy(windows.window_codes(sample))))
    made = own.make(torch.arange(own.groups))
    outputs = outputs_of(model, made.flatten(0, 1), target, device).reshape(made.shape[:2])
    check = check_reference(outputs, *background_outputs(model, windows, chosen, target, device))
    _LOG.info("reference: %s", check.message.split(":")[0])
    return check


def _explain(
    model: nn.Module,
    windows: Windows,
    rows: NDArray[np.int64],
    task: Task,
    references: _References,
    target: TargetFunction,
    device: torch.device,
    progress: Callable[[int, int], None] | None,
) -> Attribution:
    codes = windows.window_codes(rows)
    # A part may be empty; the scores of one window then tell the shapes of none.
    x = one_hot(torch.from_numpy(codes if len(codes) else windows.window_codes(np.arange(1))))
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
        reference=references.asked,
        **references.drawn,
        **references.beside(),
        batch_size=task.settings.batch_size,
        progress=count,
    )
    seconds = time.perf_counter() - start
    title, place = METHODS[task.method].title, describe_device(device)
    _LOG.info(
        f"{title} of {task.name}: {len(codes)} windows on {place} in {seconds:.1f} s "
        f"({len(x) / seconds:.0f} a second)"
    )
    return found.rows(slice(len(codes)))


def _contributions(
    windows: Windows, rows: NDArray[np.int64], found: Attribution, provenance: dict[str, Any]
) -> Contributions:
    sequences = one_hot(torch.from_numpy(windows.window_codes(rows)))
    return Contributions(
        sequences=sequences.numpy().astype(np.int8),
        projected=(found.scores[:, None] * sequences).numpy(),
        hypothetical=None if found.hypothetical is None else found.hypothetical.numpy(),
        standard_error=None if found.standard_error is None else found.standard_error.numpy(),
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
        recomputed=found.recomputed.numpy(),
        **{
            name: {label: kept.numpy() for label, kept in getattr(found, name).items()}
            for name in TRACED
        },
        provenance=provenance,
    )
