"""Every method of the table explains the windows of both examples, by the command and by Python."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import yaml

import motiflens
from motiflens.attribution.methods import METHODS
from motiflens.cli.app import main
from motiflens.config import Config, Train
from motiflens.models.encoding import one_hot
from motiflens.models.loading import load_explained
from motiflens.models.training import train
from motiflens.sequences.dataset import prepare
from motiflens.store.contributions import read_contributions
from motiflens.store.windows import read_windows, write_windows

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
SEQUENCES = 300  # of PU.1
# What makes the slow ones quick: few draws, and windows in the place of bases.
QUICK: dict[str, dict[str, Any]] = {
    "shapley": {"width": 20},
    "smoothgrad": {"samples": 5},
    "expected-gradients": {"samples": 2},
    "integrated-gradients": {"tolerance": 0.1},
}

# It ends in a mean over positions, so that CAM takes it too.
NETWORK = """
from torch import nn


class Averaged(nn.Module):
    def __init__(self, tasks):
        super().__init__()
        self.maps = nn.Sequential(
            nn.Conv1d(4, 8, 9), nn.ReLU(), nn.MaxPool1d(2), nn.Conv1d(8, 8, 5), nn.ReLU()
        )
        self.head = nn.Linear(8, tasks)

    def forward(self, x):
        return self.head(self.maps(x).mean(-1))
"""


def _datasets(folder: Path) -> Path:
    """Return a configuration of both examples, of PU.1 with some of its sequences."""
    source = ROOT / "examples/pu1/PU1_100bp.positives.fa.gz"
    with gzip.open(source, "rt") as file:
        some = [line for line, _ in zip(file, range(2 * SEQUENCES), strict=False)]
    (folder / "pu1.fa").write_text("".join(some))
    demo = yaml.safe_load((ROOT / "config.yaml").read_text())
    other = yaml.safe_load((ROOT / "examples/pu1/config.yaml").read_text())["datasets"]["pu1"]
    other |= {"sequences": {"PU1": str(folder / "pu1.fa")}, "validation": 0.2, "test": 0.2}
    demo["datasets"]["pu1"] = other
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(demo))
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with data of each example, and a small model that every method takes."""
    folder = tmp_path_factory.mktemp("examples")
    config = Config.model_validate(yaml.safe_load(_datasets(folder).read_text()))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        for name, options in config.datasets.items():
            write_windows(folder / f"{name}.h5", prepare(options))
    (folder / "net.py").write_text(NETWORK)
    for name, tasks in (("yeast", 2), ("pu1", 1)):
        settings = Train(
            dataset=name,
            architecture=f"{folder / 'net.py'}:Averaged",
            arguments={"tasks": tasks},
            trust=True,
            epochs=1,
            batch_size=256,
        )
        train(folder / f"{name}.h5", folder / name, settings, device=torch.device("cpu"))
    return folder


@pytest.mark.filterwarnings("ignore::motiflens.errors.MotiflensWarning")
@pytest.mark.parametrize("example", ["yeast", "pu1"])
@pytest.mark.parametrize("method", METHODS)
def test_command_and_python_say_the_same(
    folder: Path, example: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    network, card = load_explained(folder / example)
    own = QUICK.get(method, {})
    words = [f"--option={name}={value}" for name, value in own.items()]
    output = folder / f"{example}.{method}.h5"
    line = ["motiflens", "attribute", "--data", str(folder / f"{example}.h5")]
    line += ["--model", str(folder / example), "--task", card.tasks[0], "--method", method]
    line += ["--select", "top", "--top", "2", "--n-references", "3", "--seed", "4", *words]
    monkeypatch.setattr(sys, "argv", [*line, "--output", str(output)])
    main_exits_well()
    found = read_contributions(output)
    windows = read_windows(folder / f"{example}.h5")
    again = motiflens.explain(
        network,
        one_hot(torch.from_numpy(windows.window_codes(found.index))),
        method=method,
        options=own,
        target=0,
        n_references=3,
        seed=4,
        frequencies=windows.background_single_strand.tolist(),
    )
    size = np.abs(found.scores).max()
    assert size > 0
    np.testing.assert_allclose(found.scores, again.scores.numpy(), atol=1e-5 * size)
    assert (found.hypothetical is not None) == METHODS[method].hypothetical
    if METHODS[method].complete:
        assert found.completeness_error.max() < 1e-4


def main_exits_well() -> None:
    """Run the command of `sys.argv`."""
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
