"""The motif centres of the yeast example, found in windows at random offsets."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from motiflens.cli.app import app
from motiflens.evaluation.record import RANDOM, read_evaluation

YEAST = Path(__file__).parents[2] / "examples" / "yeast"
COMPLETE = ("deeplift", "lrp-epsilon", "integrated-gradients")


def run(*arguments: object) -> None:
    CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of Lightning, about workers
def test_methods_that_add_up_find_the_centres_of_reb1(tmp_path: Path) -> None:
    peaks, data, model = YEAST / "Reb1.peaks.bed", tmp_path / "data.h5", tmp_path / "model"
    run("prepare", "--genome", YEAST / "sacCer3.fa.gz", "--regions", f"Reb1={peaks}",
        "--max-offset", 80, "--validation", "chr7", "--test", "chr4", "--test", "chr9",
        "--output", data, "--dropped", tmp_path / "dropped.tsv")  # fmt: skip
    run("train", "--data", data, "--architecture", "small-cnn", "--epochs", 10, "--output", model)
    named = [word for name in COMPLETE for word in ("--method", name)]
    run("evaluate", model, "--data", data, "--task", "Reb1", *named, "--sites", peaks,
        "--select", "held-out", "--sequences", 48, "--experiment", "sites",
        "--experiment", "faithfulness", "--n-references", 2, "--fills", 1, "--bootstrap", 300,
        "--output", tmp_path / "evaluation.json")  # fmt: skip
    found = read_evaluation(tmp_path / "evaluation.json")
    assert found.sites == found.sequences == 48
    for result in found.methods[:-1]:
        assert result.standing == "ranked", result.reason
        for name in ("auroc", "auprc", "distance", "within"):
            figure = result.figure(name)
            assert figure is not None
            assert figure.random is not None
            assert figure.middle is not None
            assert figure.random.beaten
            assert figure.middle.beaten
    assert found.methods[-1].name == RANDOM
    assert RANDOM not in found.recommendation.ranking
