"""What each motif does in a model: the science of ``motiflens effects``."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import nn

from motiflens._version import __version__
from motiflens.attribution.windows import target_of
from motiflens.config.effects import Effects as Options
from motiflens.effects import chance
from motiflens.effects.asked import Asked
from motiflens.effects.copies import Codes
from motiflens.effects.estimating import Estimator
from motiflens.effects.motif_effect import Bench, Plan, try_motif
from motiflens.effects.neutral import Neutral
from motiflens.effects.planning import make_plans
from motiflens.effects.predicting import Predictor, Progress
from motiflens.effects.record import Effects
from motiflens.models.card import ModelCard, check_fits
from motiflens.models.device import describe_device
from motiflens.readouts import READOUTS
from motiflens.sequences.selection import evenly
from motiflens.sequences.shuffling import shuffle_references
from motiflens.store.windows import Windows

_LOG = logging.getLogger(__name__)
_BEYOND = 2  # standard deviations of what random words do that a motif must exceed


def measure_effects(
    models: Sequence[tuple[nn.Module, ModelCard]],
    windows: Windows,
    asked: Asked,
    options: Options,
    *,
    device: torch.device,
    hashes: Mapping[str, str | list[str]],
    progress: Progress | None = None,
) -> Effects:
    """Try each motif of one task and method in the model that it was found in.

    Parameters
    ----------
    models
        All folds with their cards; an output is the mean over them.
    windows
        The data set that was explained.
    asked
        The motifs, their hits, and what was explained.
    options
        How much is tried.
    device
        Where to compute.
    hashes
        SHA-256 of the files of data and models, for the provenance.
    progress
        Called with the number of sequences done and of all.

    Raises
    ------
    ModelError
        Where model and data do not fit, or an output is not finite.
    InputError
        Where the model has no such task, or a hit does not lie in its window.
    """
    for _, card in models:
        check_fits(card, windows)
    card = models[0][1]
    plans = list(make_plans(windows, asked, options))
    codes = windows.window_codes(evenly(asked.rows, options.sequences))
    neutral = _neutral(codes, options)
    width = _typical_width(plans)
    calls = len(codes) + len(neutral) + sum(plan.calls(options) for plan in plans)
    calls += chance.calls(len(neutral), options.words) if width else 0
    _announce(asked, calls, len(models))
    explained = [(model, target_of(own, asked.task, asked.target)) for model, own in models]
    predict = Predictor(explained, device, options.batch_size, calls, progress)
    bench = _bench(predict, codes, neutral, width, options, _unit(card, asked.target))
    motifs = tuple(try_motif(plan, bench) for plan in plans)
    target = asked.target or READOUTS[card.readout].targets[0]
    return Effects(
        schema="motiflens/effects/1",
        task=asked.task,
        method=asked.motifs.method,
        unit=bench.unit,
        least=bench.estimator.least,
        calls=predict.done,
        options=options.model_dump() | {"target": target},
        provenance=dict(hashes) | _provenance(device),
        motifs=motifs,
    )


def _neutral(codes: Codes, options: Options) -> Codes:
    """Return dinucleotide shuffles of windows (n, L), as many as are asked for."""
    each = -(-options.sequences // len(codes))
    shuffles = shuffle_references(codes, each, options.seed)
    return shuffles.swapaxes(0, 1).reshape(-1, codes.shape[1])[: options.sequences]


def _typical_width(plans: Sequence[Plan]) -> int:
    """Return the median width of motifs that fit into the window, 0 where none does."""
    widths = [motif.trim[1] - motif.trim[0] for motif in (p.motif for p in plans if p.fits)]
    return int(np.median(widths)) if widths else 0


def _bench(
    predict: Predictor, codes: Codes, neutral: Codes, width: int, options: Options, unit: str
) -> Bench:
    """Return what motifs are tried with, knowing by how much the output differs anyway."""
    whole = Neutral(neutral, predict(neutral))
    least = options.negligible * float(np.std(np.concatenate([predict(codes), whole.output])))
    if width:
        rng = np.random.default_rng(options.seed)
        words = chance.spread_of_words(whole, width, options.words, predict, rng)
        least = max(least, _BEYOND * words)
    estimator = Estimator(options.bootstrap, options.seed, least)
    return Bench(predict, whole, estimator, options, unit)


def _unit(card: ModelCard, target: str | None) -> str:
    if target is not None and target.startswith("profile"):
        return "profile logit"
    return READOUTS[card.readout].unit


def _announce(asked: Asked, calls: int, models: int) -> None:
    if not asked.motifs.motifs:
        _LOG.info("%s: there is no motif to try", asked.task)
        return
    folds = f", each by {models} folds" if models > 1 else ""
    _LOG.info(
        "%s: motifs to try: %d, in %s forward passes of one sequence%s",
        asked.task,
        len(asked.motifs.motifs),
        f"{calls:,}",
        folds,
    )


def _provenance(device: torch.device) -> dict[str, str]:
    return {
        "device": describe_device(device),
        "motiflens": __version__,
        "torch": str(torch.__version__),
    }
