"""Explaining a data set: which windows, against what, with which warning and provenance."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

import motiflens
from motiflens.attribution.windows import Task, explain_windows
from motiflens.config import Attribute
from motiflens.errors import InputError, ModelError, ReferenceWarning
from motiflens.models.architectures import build
from motiflens.models.card import ModelCard
from motiflens.models.encoding import one_hot
from motiflens.models.shape import Shape
from motiflens.store.contributions import Contributions
from motiflens.store.windows import Windows
from store.examples import make_windows

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def network() -> nn.Module:
    torch.manual_seed(0)
    return build("small-cnn", Shape(40, 2)).eval()


def _card(**change: Any) -> ModelCard:
    fields = {
        "schema": "motiflens/model/2", "architecture": "small-cnn", "input_length": 40,
        "tasks": ["A", "B"], "n_parameters": 1, "weights_sha256": "", "training": None,
        "metrics": {}, "versions": {},
    }  # fmt: skip
    return ModelCard(**{**fields, **change})


def _run(
    network: nn.Module,
    windows: Windows | None = None,
    *,
    method: str = "deeplift",
    options: dict[str, Any] | None = None,
    card: ModelCard | None = None,
    task: str = "A",
    shard: tuple[int, int] = (1, 1),
    **settings: Any,
) -> Contributions:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReferenceWarning)  # an untrained network knows nothing
        return explain_windows(
            make_windows(n=15) if windows is None else windows,
            network,
            card or _card(),
            Task(task, method, options or {}, Attribute(**settings)),
            device=CPU,
            shard=shard,
            hashes={"data_sha256": "d", "model_sha256": "m"},
        )


def test_scores_are_those_of_the_public_call(network: nn.Module) -> None:
    windows = make_windows(n=15)
    found = _run(network, task="B")
    assert found.index.tolist() == windows.positives("B").tolist()
    x = one_hot(torch.from_numpy(windows.window_codes()[found.index]))
    wanted = motiflens.explain(
        network, x, target=1, reference=torch.tensor(windows.background).float()
    )
    np.testing.assert_array_equal(found.hypothetical, wanted.hypothetical.numpy())
    np.testing.assert_array_equal(found.sequences, x.numpy())
    np.testing.assert_allclose(found.scores, wanted.scores.numpy(), atol=1e-7)
    np.testing.assert_array_equal(found.start, windows.start[found.index])
    assert found.provenance["reference"] == {
        "name": "background", "frequencies": windows.background.tolist(),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("reference", "frequencies"),
    [
        ("background-single-strand", [0.31, 0.21, 0.19, 0.29]),
        ("uniform", [0.25] * 4),
        ("zeros", [0.0] * 4),
        ([0.4, 0.1, 0.1, 0.4], [0.4, 0.1, 0.1, 0.4]),
    ],
)
def test_references(network: nn.Module, reference: Any, frequencies: list[float]) -> None:
    found = _run(network, reference=reference)
    assert found.provenance["reference"]["frequencies"] == pytest.approx(frequencies)
    column = torch.tensor(frequencies).view(1, 4, 1).expand(1, 4, 40)
    wanted = network(column)[0, 0].item()
    np.testing.assert_allclose(found.reference_prediction, wanted, rtol=1e-5)
    assert found.provenance["reference_check"]["output"] == pytest.approx(wanted, rel=1e-5)


def test_shards_are_the_parts_of_the_whole(network: nn.Module) -> None:
    whole = _run(network, method="lrp-epsilon", select="all", batch_size=4)
    parts = [
        _run(network, method="lrp-epsilon", select="all", batch_size=4, shard=(n, 4))
        for n in range(1, 5)
    ]
    np.testing.assert_array_equal(np.concatenate([part.index for part in parts]), whole.index)
    joined = np.concatenate([part.hypothetical for part in parts])
    np.testing.assert_allclose(joined, whole.hypothetical, atol=1e-6)
    assert all(part.provenance == whole.provenance for part in parts)


def test_a_part_may_be_empty(network: nn.Module) -> None:
    part = _run(network, method="lrp-epsilon", shard=(9, 9))
    assert part.hypothetical.shape == (0, 4, 40)
    assert all(kept.shape == (0,) for kept in part.absorbed.values())
    assert part.absorbed


def test_the_model_that_takes_the_reference_for_a_positive_is_named() -> None:
    class Inverted(nn.Module):
        """The more a window looks like one base, the lower the output."""

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            doubt = torch.relu(x[:, :, 1:] - x[:, :, :-1]).sum((1, 2))
            return torch.stack([-doubt, doubt], 1)

    windows = make_windows(n=30)
    for task, method, expected in (
        ("A", "deeplift", True),
        ("B", "deeplift", False),
        ("A", "gradient-x-input", False),
    ):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            found = explain_windows(
                windows,
                Inverted(),
                _card(),
                Task(task, method, {}, Attribute(reference="uniform")),
                device=CPU,
                hashes={},
            )
        said = [str(w.message) for w in caught if w.category is ReferenceWarning]
        assert bool(said) == expected
        assert found.provenance["reference_check"]["background"] == "negatives"
        assert found.provenance["reference_check"]["n"] == 10
        if expected:
            assert said[0].startswith("A: the model's output at the reference")
            assert found.provenance["reference_check"]["verdict"] == "suspect"


def test_without_negatives_shuffles_stand_in(network: nn.Module) -> None:
    windows = make_windows(n=9)
    windows.labels[:, 0] = 1
    check = _run(network, windows).provenance["reference_check"]
    assert (check["background"], check["n"]) == ("shuffles", 9)


def test_n_is_zeros_in_the_sequences_and_scores_nothing(network: nn.Module) -> None:
    windows = make_windows(n=6)
    windows.codes[:, 20] = 4
    found = _run(network, windows)
    unknown = found.sequences.sum(1) == 0
    assert unknown.any()
    assert np.abs(found.scores[unknown]).max() == 0


def test_what_does_not_fit_is_said(network: nn.Module) -> None:
    with pytest.raises(InputError, match="no task 'C'"):
        _run(network, task="C")
    with pytest.raises(ModelError, match="takes windows of 41 bp, the data has 40 bp"):
        _run(network, card=_card(input_length=41))


def test_a_task_that_the_data_do_not_know_is_explained_for_all_regions(
    network: nn.Module, caplog: pytest.LogCaptureFixture
) -> None:
    windows = replace(make_windows(n=15), tasks=("peaks", "other"))
    with caplog.at_level("INFO"):
        found = _run(network, windows)
    assert found.index.tolist() == np.flatnonzero(windows.labels.any(axis=1)).tolist()
    assert "A: the data set has no class of that name, so all its regions count" in caplog.text


@pytest.mark.parametrize("target", [None, "log-counts", "profile", "profile-with-weights"])
def test_profile_networks_are_explained_by_head(target: str | None) -> None:
    torch.manual_seed(0)
    shape = Shape(40, 2, "profiles", (2, 1), output_length=20)
    network = build("bpnet", shape, {"filters": 8, "layers": 2}).eval()
    card = _card(architecture="bpnet", readout="profiles", tracks=[2, 1], output_length=20)
    found = _run(network, card=card, task="B", target=target)
    x = torch.from_numpy(found.sequences).float()
    logits, counts = network(x)
    own = logits[:, 2:]
    weighted = ((own - own.mean(-1, keepdim=True)) * own.softmax(-1)).sum((1, 2))
    expected = counts[:, 1] if target in (None, "log-counts") else weighted
    np.testing.assert_allclose(found.prediction, expected.detach().numpy(), rtol=1e-5, atol=1e-6)
    assert found.completeness_error.max() < 1e-4
