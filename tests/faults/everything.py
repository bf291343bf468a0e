"""A small made-up input, and a configuration that goes through every rule of the workflow."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from workflow.planted import write_inputs

IMPORTED = Path(__file__).parents[1] / "models" / "importers" / "fixtures" / "plain.keras"
TARGETS = ("all", "results/models/imported/fold0")


def write_everything(folder: Path) -> None:
    """Write inputs and configuration into ``folder``."""
    write_inputs(folder)
    shutil.copy(IMPORTED, folder)
    path = folder / "config.yaml"
    config = yaml.safe_load(path.read_text())
    config["methods"] = {"deeplift": {}}
    config["models"]["imported"] = {"import": {"source": IMPORTED.name, "tasks": ["A", "B", "C"]}}
    config["loci"] = {"top": 1, "regions": "loci.bed"}
    (folder / "loci.bed").write_text("chr1\t300\t420\n")
    path.write_text(yaml.safe_dump(config, sort_keys=False))
