"""A mistake in the configuration is said in a sentence before anything runs."""

from __future__ import annotations

import pytest
import yaml

MISTAKES = [
    ("models/small/train/epoch", 5, "models.small.train: no such key: epoch (known here: "),
    ("methods/deeplft", {}, "methods: no such key: deeplft (known here: deeplift, "),
    ("colour", "red", "top level: no such key: colour (known here: datasets, "),
    ("datasets/my yeast", {"sequences": {"A": "a.fa"}}, "my yeast: names are made of letters"),
    ("datasets/2024", {"sequences": {"A": "a.fa"}}, "datasets: write the name 2024 in quotes"),
    ("datasets/yeast/window", 5, "datasets.yeast.window: 5 is less than the minimum of 20"),
    ("datasets/yeast/window", None, "datasets.yeast.window: has no value"),
    ("datasets/yeast/sequences", {"A": "a.fa"}, "datasets.yeast: give one of regions, samples"),
    ("models/other", {}, "models.other: give either train or import"),
    ("models/small/train/dataset", "yest", "models.small.train.dataset: there is no yest in"),
    ("analyses", [{"dataset": "yeast", "model": "smal"}], "analyses.0.model: there is no smal in"),
    ("datasets/models", {"sequences": {"A": "a.fa"}}, "datasets.models: choose another name"),
    ("attribute/select", "best", "attribute.select: 'best' is not one of ['positives', "),
]


@pytest.mark.parametrize(("path", "value", "message"), MISTAKES)
def test_mistake_is_explained(run, demo, path, value, message):
    config = yaml.safe_load((demo / "config.yaml").read_text())
    *parents, last = path.split("/")
    section = config
    for key in parents:
        section = section[key]
    section[int(last) if last.isdigit() else last] = value
    (demo / "config.yaml").write_text(yaml.safe_dump(config))
    status, output = run(demo)
    assert status != 0
    assert message in output
    assert "Traceback" not in output
    assert not (demo / "results").exists()


def test_every_mistake_is_said_at_once(run, demo):
    status, output = run(demo, "--config", "colour=red", "report={locus: 4}")
    assert status != 0
    assert "no such key: colour" in output
    assert "report: no such key: locus" in output


@pytest.mark.parametrize("name", ["a; touch pwned", "$(touch pwned)", "../up", "a'b", "A\u202eB"])
def test_a_sample_cannot_be_called_anything(run, demo, name):
    (demo / "sheet.tsv").write_text(f"sample\tregions\n{name}\tpeaks.bed\n")
    config = yaml.safe_load((demo / "config.yaml").read_text())
    del config["datasets"]["yeast"]["regions"]
    config["datasets"]["yeast"]["samples"] = "sheet.tsv"
    (demo / "config.yaml").write_text(yaml.safe_dump(config))
    status, output = run(demo)
    assert status != 0
    assert "datasets.yeast.samples: " in output
    assert "cannot be the name of a sample: names are made of letters" in output
    assert not (demo / "pwned").exists()
    assert not (demo / "results").exists()


def test_variants_need_a_genome(run, demo):
    (demo / "a.fa").touch()
    config = yaml.safe_load((demo / "config.yaml").read_text())
    config["datasets"]["bare"] = {"sequences": {"A": "a.fa"}, "negatives": "shuffle"}
    config["analyses"].append({"dataset": "bare", "model": "small", "variants": "a.vcf"})
    (demo / "config.yaml").write_text(yaml.safe_dump(config))
    status, output = run(demo)
    assert status != 0
    assert "analyses.1.variants: datasets.bare has no genome" in output
