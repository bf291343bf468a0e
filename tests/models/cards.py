"""Cards of models that there are not."""

from __future__ import annotations

from typing import Any

from motiflens.models.card import ModelCard


def card(**fields: Any) -> ModelCard:
    """Return the card of an imported model."""
    own = {
        "schema": "motiflens/model/2",
        "architecture": "small-cnn",
        "tasks": ["A"],
        "input_length": 40,
        "n_parameters": 1,
        "weights_sha256": "",
        "training": None,
        "metrics": {},
        "versions": {},
    }
    return ModelCard.model_validate(own | fields)


TRAINING = {
    "options": {},
    "data_sha256": "",
    "anchored": False,
    "reference": None,
    "curve": [],
    "best_epoch": 1,
    "device": "cpu",
    "threads": 1,
}
"""How a model was trained, with nothing in it."""
