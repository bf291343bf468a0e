"""The audit of a trained model on a data set: references compared on its own windows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

import motiflens
from motiflens.attribution.audit_model import Asked, audit_model
from motiflens.attribution.audit_record import Audit
from motiflens.attribution.compare_references import STANDARD
from motiflens.config import Audit as Settings
from motiflens.errors import InputError, ModelError
from motiflens.models.architectures import build
from motiflens.models.card import ModelCard
from motiflens.models.encoding import one_hot
from motiflens.models.shape import Shape
from motiflens.sequences.selection import evenly
from motiflens.store.windows import Windows
from store.examples import make_windows

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def model() -> nn.Module:
    torch.manual_seed(0)
    return build("small-cnn", Shape(40, 2)).eval()


@pytest.fixture
def card() -> ModelCard:
    return ModelCard.model_validate(
        {
            "schema": "motiflens/model/2", "architecture": "small-cnn", "input_length": 40,
            "tasks": ["A", "B"], "n_parameters": 1, "weights_sha256": "", "training": None,
            "metrics": {}, "versions": {},
        }
    )  # fmt: skip


def run(
    model: nn.Module, card: ModelCard, windows: Windows | None, *, tasks: Any = ("B",), **more: Any
) -> Audit:
    settings = Settings(windows=5, references=["background", STANDARD])
    methods = more.pop("methods", {"gradient-x-input": {}, "deeplift": {}})
    asked = Asked(tasks, methods, settings)
    return audit_model(model, card, asked, windows, device=CPU, hashes={"a": "b"}, **more)


def test_references_are_compared_by_the_first_method_that_reads_them(
    model: nn.Module, card: ModelCard
) -> None:
    windows = make_windows(n=45)
    (found,) = run(model, card, windows).references
    assert (found.task, found.method, found.windows) == ("B", "deeplift", 5)
    rows = windows.positives("B")[[0, 3, 7, 10, 14]]
    x = one_hot(torch.from_numpy(windows.window_codes()[rows]))
    frequencies = torch.from_numpy(windows.background_single_strand)
    scores = {}
    for row in found.rows:
        result = motiflens.explain(
            model, x, reference=row.name, target=1, frequencies=frequencies, seed=1
        )
        assert row.check.output == pytest.approx(float(result.reference_prediction.mean()), 1e-4)
        assert row.check.n == 15
        scores[row.name] = result.scores.numpy()
    pairs = zip(scores["background"], scores[STANDARD], strict=True)
    expected = np.median([np.corrcoef(a, b)[0, 1] for a, b in pairs])
    assert found.rows[0].agreement == pytest.approx(expected, abs=1e-3)
    assert found.rows[1].agreement is None
    assert "Use `" in found.recommendation


def test_what_was_asked_for_is_kept_with_the_result(model: nn.Module, card: ModelCard) -> None:
    found = run(model, card, make_windows(n=45), tasks=["A", "B"])
    assert [one.task for one in found.references] == ["A", "B"]
    assert found.sequences == 5
    assert found.provenance["tasks"] == ["A", "B"]
    assert found.provenance["settings"]["windows"] == 5
    assert found.provenance["a"] == "b"


def test_without_data_or_a_method_that_reads_references_none_is_compared(
    model: nn.Module, card: ModelCard
) -> None:
    assert run(model, card, None).references == ()
    only = {"gradient-x-input": {}}
    assert run(model, card, make_windows(n=45), methods=only).references == ()


def test_without_negatives_outputs_are_held_against_shuffles(
    model: nn.Module, card: ModelCard
) -> None:
    windows = make_windows(n=45)
    labels = windows.labels.copy()
    labels[~labels.any(axis=1), 0] = 1
    (found,) = run(model, card, replace(windows, labels=labels)).references
    assert {(row.check.background, row.check.n) for row in found.rows} == {("shuffles", 5)}


def test_motifs_are_looked_for_in_the_scores_against_each(
    model: nn.Module, card: ModelCard
) -> None:
    seen = {}

    def find_motifs(scores: Any, standard: str) -> Any:
        seen.update(scores)
        return {"background": ("m1",), standard: ("m1", "m2")}

    (found,) = run(model, card, make_windows(n=45), find_motifs=find_motifs).references
    assert list(seen) == ["background", STANDARD]
    assert {len(one.sequences) for one in seen.values()} == {5}
    assert [(row.motifs_kept, row.motifs_standard) for row in found.rows] == [(1, 2), (2, 2)]


def test_what_does_not_fit_is_said(model: nn.Module, card: ModelCard) -> None:
    windows = make_windows(n=45)
    with pytest.raises(InputError, match="no task 'C'"):
        run(model, card, windows, tasks=["C"])
    with pytest.raises(ModelError, match="40 bp"):
        run(model, card, make_windows(n=45, window=50))
    labels = windows.labels.copy()
    labels[:, 1] = 0
    with pytest.raises(InputError, match="no window of B"):
        run(model, card, replace(windows, labels=labels))


def test_windows_are_taken_from_all_over() -> None:
    rows = np.arange(100, 110)
    assert evenly(rows, 4).tolist() == [100, 103, 106, 109]
    assert evenly(rows, 99).tolist() == rows.tolist()
    assert evenly(rows[:0], 5).tolist() == []
