"""Training on every kind of readout: what is learnt, and what is said at the reference."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.examples import planted, with_counts, with_profiles, with_values
from motiflens.config import Train
from motiflens.errors import ConfigError, InputError, ModelError
from motiflens.models.architectures import ARCHITECTURES
from motiflens.models.background import background_truth
from motiflens.models.loading import load_model
from motiflens.models.outputs import numbers
from motiflens.models.setting_up import resolved, shape_of, what_is_learnt
from motiflens.models.training import train
from motiflens.store.windows import Windows, write_windows

CPU = torch.device("cpu")
SMALL = {"filters": 16, "layers": 3}


def _trained(data: Windows, folder: Path, **options: object):
    write_windows(folder / "data.h5", data)
    chosen = Train.model_validate({"dataset": "x", "epochs": 12, "batch_size": 32} | options)
    return train(folder / "data.h5", folder / "model", chosen, device=CPU)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "architecture", "arguments"),
    [
        (with_values, "small-cnn", {}),
        (with_counts, "small-cnn", {}),
        (with_profiles, "bpnet", SMALL),
    ],
)
def test_what_was_planted_is_learnt_and_the_reference_says_background(
    make, architecture: str, arguments: dict[str, int], tmp_path: Path
) -> None:
    windows = make(2400)
    options = {"learning_rate": 0.01, "epochs": 20, "patience": 20}
    card = _trained(windows, tmp_path, architecture=architecture, arguments=arguments, **options)
    assert (card.readout, card.arguments) == (windows.readout, arguments)
    for task in ("A", "B"):
        correlation = card.metrics["test"][task].values["pearson"]
        assert correlation is not None
        assert correlation > 0.6
    network, _ = load_model(tmp_path / "model")
    reference = torch.tensor(windows.background, dtype=torch.float32).view(1, 4, 1).expand(1, 4, 40)
    with torch.inference_mode():
        said = numbers(network(reference))[0].numpy()
    truth = background_truth(windows)
    if windows.readout == "counts":
        truth = truth.log()
    if windows.readout == "profiles":
        truth = torch.stack([truth[:2].sum(), truth[2].sum()]).log1p()
    positives = {"values": 2.0, "counts": np.log(63), "profiles": np.log(100)}[windows.readout]
    assert (np.abs(said - truth.numpy()) < 0.3 * (positives - truth.numpy())).all()


def test_values_that_are_not_known_teach_nothing(tmp_path: Path) -> None:
    windows = with_values(150)
    assert windows.values is not None
    other = windows.values.copy()
    unknown = np.isnan(other)
    cards = [_trained(windows, tmp_path, epochs=2)]
    other[unknown] = 1e6
    assert not np.isnan(other).any()
    with_others = replace(windows, values=np.where(unknown, np.nan, other).astype(np.float32))
    cards.append(_trained(with_others, tmp_path, epochs=2))
    assert cards[0].weights_sha256 == cards[1].weights_sha256
    assert cards[0].metrics["test"]["A"].n < cards[0].metrics["test"]["B"].n


def test_controls_are_shown_in_training(tmp_path: Path) -> None:
    card = _trained(
        with_profiles(150, controls=2), tmp_path, architecture="bpnet", arguments=SMALL, epochs=2
    )
    assert card.controls == 2
    without = _trained(
        with_profiles(150), tmp_path, architecture="bpnet", arguments=SMALL, epochs=2
    )
    assert without.n_parameters < card.n_parameters


def test_a_bias_is_trained_on_negatives_and_taken_over(tmp_path: Path) -> None:
    options = {"epochs": 2, "learning_rate": 0.01}
    _trained(
        with_profiles(150), tmp_path, architecture="bpnet", arguments=SMALL, windows="negatives",
        **options,
    )  # fmt: skip
    chrombpnet = Train.model_validate(
        {"dataset": "x", "architecture": "chrombpnet", **options}
        | {"arguments": SMALL | {"bias_filters": 16, "bias_layers": 3}}
    )
    card = train(
        tmp_path / "data.h5", tmp_path / "both", chrombpnet, device=CPU, bias=tmp_path / "model"
    )
    bias, _ = load_model(tmp_path / "model")
    both, _ = load_model(tmp_path / "both")
    for name, weight in bias.state_dict().items():
        if name != "linear.bias":
            assert torch.equal(both.state_dict()[f"bias.{name}"], weight)
    assert card.architecture == "chrombpnet"
    with pytest.raises(ConfigError, match="chrombpnet needs a bias model"):
        train(tmp_path / "data.h5", tmp_path / "x", chrombpnet, device=CPU)
    with pytest.raises(ConfigError, match="bpnet takes no bias model"):
        train(
            tmp_path / "data.h5",
            tmp_path / "x",
            Train(dataset="x", architecture="bpnet"),
            device=CPU,
            bias=tmp_path / "model",
        )


def test_one_of_several_tasks_is_trained_as_if_it_were_alone(tmp_path: Path) -> None:
    windows = with_profiles(150)
    options = Train(dataset="x", tasks=["B"])
    chosen = what_is_learnt(windows, options)
    assert shape_of(chosen).tracks == (1,)
    assert not windows.labels[chosen.rows_of("train"), 0].any()
    assert windows.profiles is not None
    assert chosen.profiles is not None
    rows = np.array([4, 0])
    np.testing.assert_array_equal(chosen.profiles[rows], windows.profiles[rows][:, 2:])
    with pytest.raises(ConfigError, match="the data set has no task 'C'"):
        what_is_learnt(windows, Train(dataset="x", tasks=["C"]))


def test_positives_or_negatives_alone() -> None:
    windows = with_counts(150)
    for which, positive in (("positives", True), ("negatives", False)):
        chosen = what_is_learnt(windows, Train(dataset="x", windows=which))
        assert (windows.labels[chosen.rows_of("train")].any(axis=1) == positive).all()
    with pytest.raises(InputError, match="all 17 training windows do not belong to A"):
        what_is_learnt(planted(150), Train(dataset="x", windows="negatives"))


def test_options_that_depend_on_the_data_are_filled_in() -> None:
    windows = with_profiles(150)
    options = resolved(Train(dataset="x", architecture="bpnet"), windows)
    training = windows.rows_of("train")
    assert windows.profiles is not None
    start = windows.offset[training]
    reads = [
        windows.profiles[row][:, first : first + 30].sum()
        for row, first in zip(training, start, strict=True)
    ]
    assert options.counts_weight == pytest.approx(np.median(reads) / 2 / 10)
    assert options.learning_rate == ARCHITECTURES["bpnet"].learning_rate
    own = Train(dataset="x", learning_rate=0.5, counts_weight=2)
    assert resolved(own, windows) == own


def test_an_architecture_without_the_readout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="small-cnn has no readout 'profiles'"):
        _trained(with_profiles(60), tmp_path)


def test_a_signal_that_never_changes_teaches_nothing() -> None:
    windows = with_counts(60)
    assert windows.values is not None
    flat = replace(windows, values=np.full_like(windows.values, 3))
    with pytest.raises(InputError, match="have the same signal in A: there is nothing to tell"):
        what_is_learnt(flat, Train(dataset="x"))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("precision", ["32", "bf16", "16"])
def test_training_on_a_gpu_learns_what_training_on_a_cpu_does(
    tmp_path: Path, precision: str
) -> None:
    write_windows(tmp_path / "data.h5", with_counts(900))
    losses = {}
    for name in ("cpu", "cuda"):
        options = Train(dataset="x", epochs=5, precision=precision if name == "cuda" else "32")
        device = torch.device(name, 0) if name == "cuda" else CPU
        card = train(tmp_path / "data.h5", tmp_path / name, options, device=device)
        assert card.training is not None
        losses[name] = [record.train_loss for record in card.training.curve]
    first, *_, last = losses["cuda"]
    assert last < first
    np.testing.assert_allclose(losses["cuda"][0], losses["cpu"][0], rtol=0.1)
