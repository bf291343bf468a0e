"""Methods held against each other on a model and its data: the science of ``evaluate``."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from motiflens._version import __version__
from motiflens.attribution.outputs import outputs_of
from motiflens.attribution.references import REFERENCES
from motiflens.attribution.targets import TargetFunction
from motiflens.attribution.windows import target_of
from motiflens.config.evaluating import Evaluate
from motiflens.errors import ConfigError, InputError
from motiflens.evaluation.case import Case
from motiflens.evaluation.experiments import Bench
from motiflens.evaluation.recommendation import recommend
from motiflens.evaluation.record import Evaluation
from motiflens.evaluation.sites import Sites, sites_in
from motiflens.evaluation.trying import Progress, try_methods
from motiflens.models.card import ModelCard, check_fits
from motiflens.models.device import describe_device
from motiflens.models.encoding import one_hot
from motiflens.sequences.onehot import N
from motiflens.sequences.regions import Region
from motiflens.sequences.selection import evenly, select
from motiflens.store.windows import Windows

_POOL = 2000  # sequences that references are drawn from, at most


@dataclass(frozen=True)
class Asked:
    """What is asked of an evaluation.

    Attributes
    ----------
    task
        The output that is explained.
    methods
        Names with their options.
    settings
        On which windows, and what is measured.
    sites
        Known sites, none where there are none.
    """

    task: str
    methods: Mapping[str, Mapping[str, Any]]
    settings: Evaluate
    sites: Sequence[Region] = ()


def evaluate_models(
    models: Sequence[tuple[nn.Module, ModelCard]],
    windows: Windows,
    asked: Asked,
    *,
    device: torch.device,
    hashes: Mapping[str, Any],
    progress: Progress | None = None,
) -> Evaluation:
    """Hold methods against each other on the first model; further ones are its seeds or folds.

    Parameters
    ----------
    models
        Networks with their cards.
    windows
        A data set that fits them.
    asked
        What to look at.
    device
        Where to compute.
    hashes
        SHA-256 of the files of data, models and sites, for the provenance.
    progress
        Called with the number of methods done and of all.

    Raises
    ------
    ModelError
        Where model and data do not fit.
    InputError
        Where the task does not exist, or too few windows or sites are left.
    ConfigError
        Where there is no such reference or target.
    """
    for _, card in models:
        check_fits(card, windows)
    settings = asked.settings
    targets = [target_of(card, asked.task, settings.target) for _, card in models]
    rows = _rows(models[0][0], windows, asked, targets[0], device)
    cases = [
        _case(model, target, windows, rows, settings, device)
        for (model, _), target in zip(models, targets, strict=True)
    ]
    sites = _sites(windows, rows, asked)
    bench = Bench(cases[0], settings, tuple(cases[1:]), sites)
    tried = try_methods(bench, asked.methods, progress)
    known = 0 if sites is None else sites.known
    return Evaluation(
        task=asked.task,
        sequences=len(rows),
        sites=known,
        precision=str(cases[0].precision).removeprefix("torch."),
        methods=tried.results,
        recommendation=recommend(tried.results, tried.compare, models=len(models), sites=known),
        provenance=_provenance(asked, device) | dict(hashes),
    )


def _rows(
    model: nn.Module, windows: Windows, asked: Asked, target: TargetFunction, device: torch.device
) -> NDArray[np.int64]:
    """Return windows without N from all over those that are selected."""
    settings = asked.settings
    chosen = select(
        windows,
        asked.task,
        settings.select,
        top=settings.top,
        predict=lambda: outputs_of(model, torch.from_numpy(windows.window_codes()), target, device),
    )
    whole = chosen[~(windows.window_codes(chosen) == N).any(axis=1)]
    if len(whole) < 4:
        raise InputError(
            f"{len(whole)} windows without N are left to look at, and 4 are the least",
            fix="choose another `select`",
            where="the data set",
        )
    return evenly(whole, settings.sequences)


def _case(
    model: nn.Module,
    target: TargetFunction,
    windows: Windows,
    rows: NDArray[np.int64],
    settings: Evaluate,
    device: torch.device,
) -> Case:
    return Case(
        model=model,
        target=target,
        x=_one_hot(windows, rows),
        frequencies=windows.background_single_strand.tolist(),
        device=device,
        reference=settings.reference,
        pool=_pool(windows, settings.reference),
        n_references=settings.n_references,
        seed=settings.seed,
        batch_size=settings.batch_size,
    )


def _pool(windows: Windows, reference: str | None) -> Tensor | None:
    """Return negatives, where the reference is drawn from them."""
    if reference is None:
        return None
    if reference not in REFERENCES:
        raise ConfigError(
            f"there is no reference named {reference!r}",
            where="--reference",
            fix=f"choose one of {', '.join(REFERENCES)}",
        )
    if not REFERENCES[reference].needs_pool:
        return None
    return _one_hot(windows, evenly(windows.negatives(), _POOL))


def _one_hot(windows: Windows, rows: NDArray[np.int64]) -> Tensor:
    return one_hot(torch.from_numpy(windows.window_codes(rows)))


def _sites(windows: Windows, rows: NDArray[np.int64], asked: Asked) -> Sites | None:
    return sites_in(windows, rows, asked.sites) if asked.sites else None


def _provenance(asked: Asked, device: torch.device) -> dict[str, Any]:
    return {
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
