"""The file of an evaluation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from motiflens.errors import StoreError
from motiflens.evaluation.record import (
    Baseline,
    Check,
    Curve,
    Evaluation,
    Figure,
    MethodResult,
    Recommendation,
    read_evaluation,
    write_evaluation,
)
from sealed import change

EVALUATION = Evaluation(
    task="A",
    sequences=5,
    sites=2,
    precision="float32",
    methods=(
        MethodResult(
            name="deeplift",
            title="DeepLIFT",
            options={"epsilon": 0.25},
            standing="ranked",
            reason="",
            adds_up="exactly",
            figures=(
                Figure(
                    "auroc", "sites", "", "higher", 0.9, 0.8, float("inf"),
                    random=Baseline(0.5, 0.4, 0.3, 0.5), middle=Baseline(0.7, 0.2, -0.1, 0.3),
                ),
            ),
            curves=(
                Curve("deletion", "part", (0.0, 1.0), (1.0, 0.0), (1.0, 0.0), (1.0, 0.0)),
                Curve("randomised", "layers", ("none", "out"), (1.0,) * 2, (1.0,) * 2, (1.0,) * 2),
            ),
            checks=(Check("sums", True, "they add up"), Check("its definition", None, "-")),
            passes=2.0,
        ),
    ),
    recommendation=Recommendation("deeplift", ("deeplift",), ("deeplift",), "Use it.", ("much",)),
    provenance={"settings": {"seed": 1}},
)  # fmt: skip


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_evaluation(tmp_path / "one.json", EVALUATION)
    write_evaluation(tmp_path / "two.json", EVALUATION)
    assert read_evaluation(tmp_path / "one.json") == EVALUATION
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert b'"schema": "motiflens/evaluation/1"' in (tmp_path / "one.json").read_bytes()


def test_a_figure_is_found_by_its_name() -> None:
    auroc = EVALUATION.methods[0].figure("auroc")
    assert auroc is not None
    assert auroc.random is not None
    assert auroc.random.beaten
    assert auroc.middle is not None
    assert not auroc.middle.beaten
    assert EVALUATION.methods[0].figure("distance") is None


def test_other_files_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    with pytest.raises(StoreError, match="no evaluation to read"):
        read_evaluation(path)
    path.write_text("{}")
    with pytest.raises(StoreError, match="holds no evaluation of this version"):
        read_evaluation(path)
    write_evaluation(path, replace(EVALUATION))
    change(path, "evaluation/1", "evaluation/9")
    with pytest.raises(StoreError, match="holds no evaluation of this version"):
        read_evaluation(path)
