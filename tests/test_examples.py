"""Every folder of examples: its configuration is planned by the workflow, its models come in."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml

from motiflens.attribution.windows import Task, explain_windows
from motiflens.cli.app import main
from motiflens.config import Attribute, Config, Import
from motiflens.models.importing import import_model
from motiflens.models.loading import load_explained, load_model
from motiflens.models.training import train
from motiflens.sequences.dataset import prepare
from motiflens.sequences.fasta import read_fasta
from motiflens.sequences.onehot import encode, one_hot
from motiflens.store.contributions import read_contributions
from motiflens.store.windows import read_windows, write_windows

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
CONFIGS = sorted(path.parent.name for path in EXAMPLES.glob("*/config.yaml"))
CPU = torch.device("cpu")
LARGEST = 100_000  # bytes of a file, but for data of others


def _config(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((EXAMPLES / name / "config.yaml").read_text())
    return content


IMPORTS = [
    (name, model)
    for name in CONFIGS
    for model, section in _config(name)["models"].items()
    if "import" in section
]


@pytest.mark.parametrize("name", CONFIGS)
def test_its_configuration_is_one_and_says_how_to_run_it(name: str) -> None:
    Config.model_validate(_config(name))
    command = f"snakemake --cores 2 --configfile examples/{name}/config.yaml"
    assert command in (EXAMPLES / name / "config.yaml").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in CONFIGS if name != "pu1"])  # 40,000 windows
@pytest.mark.filterwarnings("ignore::motiflens.errors.MotiflensWarning")
def test_it_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From data to scores that add up, with one epoch and few windows."""
    monkeypatch.chdir(ROOT)
    config = Config.model_validate(_config(name))
    for dataset, options in config.datasets.items():
        write_windows(tmp_path / f"{dataset}.h5", prepare(options))
    for model, source in config.models.items():
        if source.train is not None:
            options = source.train.model_copy(update={"epochs": 1, "batch_size": 256})
            data = tmp_path / f"{options.dataset}.h5"
            train(data, tmp_path / model, options, device=CPU)
        else:
            import_model(source.import_, tmp_path / model)
    for analysis in config.analyses:
        network, card = load_explained(tmp_path / analysis.model)
        task = Task(card.tasks[0], "deeplift", {}, Attribute(select="top", top=3))
        windows = read_windows(tmp_path / f"{analysis.dataset}.h5")
        found = explain_windows(windows, network, card, task, device=CPU, hashes={})
        assert found.scores.shape == (3, windows.window)
        assert found.completeness_error.max() < 1e-4


@pytest.mark.parametrize(("name", "model"), IMPORTS)
@pytest.mark.filterwarnings("ignore::motiflens.errors.MotiflensWarning")
def test_its_models_come_in_and_tell_bound_sequences_from_others(
    name: str, model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    config = _config(name)
    options = Import.model_validate(config["models"][model]["import"])
    card = import_model(options, tmp_path / "model")
    network, _ = load_model(tmp_path / "model")
    (dataset,) = {
        use["dataset"]: config["datasets"][use["dataset"]]
        for use in config["analyses"]
        if use["model"] == model
    }.values()
    if "sequences" not in dataset:
        return
    (path,) = dataset["sequences"].values()
    codes = [encode(record.sequence) for record in read_fasta(path)][:50]
    x = torch.from_numpy(one_hot(codes))
    shuffled = x[..., torch.randperm(x.shape[-1], generator=torch.Generator().manual_seed(0))]
    with torch.no_grad():
        bound, others = (_numbers(network(sequences)) for sequences in (x, shuffled))
    assert bound.shape == (50, len(card.tasks))
    assert bound.mean() > others.mean()


def _numbers(output: Any) -> torch.Tensor:
    return output[1] if isinstance(output, tuple) else output


@pytest.mark.parametrize(
    "path", sorted(EXAMPLES.glob("import-*/make.py")), ids=lambda p: p.parent.name
)
@pytest.mark.filterwarnings("ignore")
def test_what_is_shipped_is_what_its_script_makes(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("yeast", "pu1"))
    folder = tmp_path / "examples" / path.parent.name
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "net", raising=False)
    runpy.run_path(str(folder / "make.py"))
    monkeypatch.delitem(sys.modules, "net", raising=False)
    for file, content in before.items():
        assert file.read_bytes() == content, file.name


@pytest.mark.filterwarnings("ignore::motiflens.errors.MotiflensWarning")
def test_a_torchscript_model_predicts_and_is_explained_as_its_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("yeast", "pu1"))
    page = (tmp_path / "examples" / "import-torchscript" / "README.md").read_text()
    make, *commands = re.findall(r"^    (.*)$", page, re.MULTILINE)
    assert make == "(cd examples/import-torchscript && python make.py)"
    subprocess.run(
        [sys.executable, "-W", "ignore", "make.py"],
        cwd=tmp_path / "examples" / "import-torchscript", check=True,
    )  # fmt: skip
    monkeypatch.chdir(tmp_path)
    for command in commands:
        monkeypatch.setattr(sys, "argv", command.split())
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 0, capsys.readouterr().err
    lines = (tmp_path / "predictions.tsv").read_text().splitlines()
    assert lines[0] == "name\tReb1"
    assert len(lines) == 401
    assert read_contributions(tmp_path / "reb1.h5").scores.any()


def test_files_are_small() -> None:
    for path in EXAMPLES.glob("import-*/**/*"):
        assert path.is_dir() or path.stat().st_size < LARGEST, path
