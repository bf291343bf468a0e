"""The card of a model, and whether it fits a data set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from motiflens.errors import ModelError
from motiflens.models.card import CARD, ModelCard, check_fits, read_card, write_card
from store.examples import make_windows

FIELDS: dict[str, Any] = {
    "schema": "motiflens/model/2",
    "architecture": "small-cnn",
    "input_length": 40,
    "tasks": ["A", "B"],
    "n_parameters": 7,
    "weights_sha256": "0" * 64,
    "training": {
        "options": {"epochs": 3},
        "data_sha256": "1" * 64,
        "anchored": True,
        "reference": [0.3, 0.2, 0.2, 0.3],
        "curve": [
            {
                "epoch": 1,
                "train_loss": 0.1 + 0.2,
                "validation_loss": 0.5,
                "validation_scores": {"A": 0.9, "B": None},
            }
        ],
        "best_epoch": 1,
        "device": "cpu",
        "threads": 2,
    },
    "metrics": {
        "test": {"A": {"n": 7, "n_positive": 3, "n_negative": 4, "values": {"auroc": 0.9}}},
    },
    "versions": {"torch": "2.13.0"},
}


def _card(**changes: Any) -> ModelCard:
    return ModelCard.model_validate(FIELDS | changes)


def _write(folder: Path, fields: dict[str, Any]) -> None:
    (folder / CARD).write_text(json.dumps(fields))


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_card(_card(), tmp_path)
    assert read_card(tmp_path) == _card()
    assert json.loads((tmp_path / CARD).read_text()).keys() >= FIELDS.keys()
    assert [path.name for path in tmp_path.iterdir()] == [CARD]


def test_a_folder_without_a_card_is_no_model(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(ModelError, match=r"there is no model\.json here"):
            read_card(folder)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (FIELDS | {"schema": "motiflens/model/1"}, "schema: Input should be 'motiflens/model/2'"),
        ({k: v for k, v in FIELDS.items() if k != "schema"}, "schema: Field required"),
        ({k: v for k, v in FIELDS.items() if k != "tasks"}, "tasks: Field required"),
        (FIELDS | {"input_length": "long"}, "input_length: Input should be a valid integer"),
        (FIELDS | {"colour": "blue"}, "colour: Extra inputs are not permitted"),
    ],
)
def test_another_card_is_refused_by_its_key(
    tmp_path: Path, fields: dict[str, Any], said: str
) -> None:
    _write(tmp_path, fields)
    with pytest.raises(ModelError, match=said) as error:
        read_card(tmp_path)
    assert error.value.where == str(tmp_path / CARD)


def test_a_truncated_card_is_refused(tmp_path: Path) -> None:
    (tmp_path / CARD).write_text(json.dumps(FIELDS)[:50])
    with pytest.raises(ModelError, match="the card of the model cannot be read"):
        read_card(tmp_path)


def test_data_of_the_same_length_and_classes_fit() -> None:
    check_fits(_card(), make_windows(window=40))
    check_fits(_card(tasks=["B", "A"]), make_windows(window=40))


def test_data_of_another_length_do_not_fit() -> None:
    with pytest.raises(ModelError, match="takes windows of 40 bp, the data has 50 bp"):
        check_fits(_card(), make_windows(window=50))
