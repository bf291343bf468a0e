"""References tried on some windows of a data set, and compared."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from motiflens.attribution.audit_record import ComparedReference, ReferenceComparison
from motiflens.attribution.compare_references import (
    STANDARD,
    ReferenceRow,
    Tried,
    compare_references,
    recommend,
)
from motiflens.attribution.outputs import background_outputs, outputs_of
from motiflens.attribution.reference_check import Background
from motiflens.attribution.windows import Task, explain_windows, target_of
from motiflens.config import Attribute, Audit
from motiflens.errors import ReferenceWarning
from motiflens.models.card import ModelCard
from motiflens.sequences.selection import evenly
from motiflens.store.contributions import Contributions
from motiflens.store.subsets import taken
from motiflens.store.windows import Windows

_NEGATIVES = 2000
"""Negatives that references are drawn from, or compared with, at most."""

FindMotifs = Callable[[Mapping[str, Contributions], str], Mapping[str, Sequence[str]]]
"""From scores by reference, and the name of the standard, to names of motifs by reference."""


@dataclass(frozen=True)
class Subject:
    """A model, its data, and the method whose scores are compared, with its options."""

    model: nn.Module
    card: ModelCard
    windows: Windows
    method: str
    options: Mapping[str, Any]
    device: torch.device


def try_references(
    subject: Subject, task: str, settings: Audit, find_motifs: FindMotifs | None = None
) -> ReferenceComparison:
    """Explain windows of a task against each reference, and compare what comes of it.

    Parameters
    ----------
    subject
        The model, its data and a method.
    task
        The class whose windows are explained.
    settings
        How many windows, and which references.
    find_motifs
        Looks for motifs in the scores against each; it may leave references out.

    Raises
    ------
    InputError
        Where the data have no window of the task.
    ConfigError
        Where there is no such reference.
    """
    few = _some(subject.windows, task, settings.windows)
    scores = {name: _explained(subject, few, task, name) for name in settings.references}
    motifs = find_motifs(scores, STANDARD) if find_motifs is not None else {}
    tried = [
        Tried(name, found.scores, found.reference_prediction, motifs.get(name))
        for name, found in scores.items()
    ]
    rows = compare_references(tried, *_background(subject, few, task))
    return ReferenceComparison(
        task=task,
        method=subject.method,
        standard=STANDARD,
        windows=len(few.positives(task)),
        rows=tuple(map(_compared, rows)),
        recommendation=recommend(rows),
    )


def _some(windows: Windows, task: str, count: int) -> Windows:
    """Return some windows of a task, and negatives."""
    chosen = evenly(windows.positives(task), count)
    return taken(windows, np.concatenate([chosen, evenly(windows.negatives(), _NEGATIVES)]))


def _explained(subject: Subject, few: Windows, task: str, reference: str) -> Contributions:
    settings = Attribute(select="positives", reference=reference)
    with warnings.catch_warnings():
        # The comparison says it of every reference, and what to do.
        warnings.simplefilter("ignore", ReferenceWarning)
        return explain_windows(
            few,
            subject.model,
            subject.card,
            Task(task, subject.method, dict(subject.options), settings),
            device=subject.device,
            hashes={},
        )


def _background(
    subject: Subject, few: Windows, task: str
) -> tuple[NDArray[np.float32], Background]:
    target = target_of(subject.card, task)
    predict = partial(outputs_of, subject.model, target=target, device=subject.device)
    return background_outputs(predict, few, few.positives(task))


def _compared(row: ReferenceRow) -> ComparedReference:
    agreement = row.agreement.get(STANDARD, math.nan)
    return ComparedReference(
        name=row.name,
        check=row.check,
        agreement=None if math.isnan(agreement) else agreement,
        motifs_kept=row.motifs_kept,
        motifs_standard=row.motifs_standard,
    )
