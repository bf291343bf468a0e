"""What the workflow would run, for every configuration that is shipped."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SHIPPED = ["config.yaml", *(str(p.relative_to(ROOT)) for p in ROOT.glob("examples/*/config.yaml"))]


@pytest.mark.parametrize("path", SHIPPED)
def test_dry_run_of_shipped_configurations(run, demo, path):
    status, output = run(demo, "--dry-run", "--configfile", ROOT / path)
    assert status == 0, output
    for rule in ("audit", "attribute", "gather", "discover", "logos", "report"):
        assert f"rule {rule}:" in output


def test_two_classes_two_methods_and_four_shards(run, demo):
    status, output = run(demo, "--dry-run", "--set-scatter", "shards=4")
    assert status == 0, output
    assert output.count("rule attribute:") == 2 * 2 * 4
    assert output.count("rule gather:") == 2 * 2
    assert output.count("rule train:") == 1
    assert output.count("rule audit:") == 1
    assert "--shard 3/4" in run(demo, "-n", "-p", "--set-scatter", "shards=4")[1]


def test_what_most_waits_for_goes_first_and_logos_last(run, demo):
    status, output = run(demo, "--dry-run")
    assert status == 0, output
    jobs = [job for job in output.split("\nrule ")[1:] if not job.startswith("all")]
    priority = {job.split(":")[0]: re.search(r"priority: (\d)", job) for job in jobs}
    rank = {rule: int(found[1]) if found else 0 for rule, found in priority.items()}
    assert rank["attribute"] == rank["gather"] == rank["discover"] > rank["hits"]
    assert rank["hits"] == rank["effects"] > rank["logos"]


def test_catalogue_finds_the_same_workflow(run, demo):
    status, output = run(demo, "--dry-run", snakefile="workflow/Snakefile")
    assert status == 0, output
    assert "rule report:" in output


def test_a_configuration_is_not_mixed_with_the_demo(run, demo, tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text(
        "datasets: {mine: {sequences: {A: a.fa}, negatives: shuffle}}\n"
        "models: {net: {import: {source: w.safetensors, architecture: small-cnn, tasks: [A, B],"
        " input_length: 100}}}\n"
        "analyses: [{dataset: mine, model: net}]\n"
        "methods: {deeplift: {}}\n"
    )
    (tmp_path / "a.fa").touch()
    (tmp_path / "w.safetensors").touch()
    status, output = run(demo, "--dry-run", "-p", "--configfile", own)
    assert status == 0, output
    assert "yeast" not in output
    assert "lrp-epsilon" not in output
    assert "rule train:" not in output
    assert "--sequences A=a.fa" in output
    assert "results/mine/net/B/deeplift/motifs" in output


def test_device_is_a_matter_of_the_run(run, demo):
    assert "--device cuda" not in run(demo, "-n", "-p")[1]
    output = run(demo, "-n", "-p", "--set-resources", "attribute:gpu=1")[1]
    assert output.count("--device cuda:free ") == 2 * 2
    assert output.count("--device cpu") == 2 + 2 * 2  # train and audit, and effects of each result
    shared = ["--set-resources", "attribute:gpu=1", "attribute:jobs_per_gpu=2"]
    assert run(demo, "-n", "-p", *shared)[1].count("--device cuda:free/2 ") == 2 * 2


def test_the_audit_is_told_methods_options_and_its_own_section(run, demo):
    config = yaml.safe_load((demo / "config.yaml").read_text())
    config["methods"] = {"deeplift": {}, "lrp-epsilon": {"epsilon": 0.1}}
    config["audit"] = {"windows": 9}
    (demo / "config.yaml").write_text(yaml.safe_dump(config))
    output = run(demo, "-n", "-p")[1]
    (line,) = [line for line in output.splitlines() if "motiflens audit" in line]
    for words in (
        "--method deeplift --method lrp-epsilon --option lrp-epsilon.epsilon=0.1",
        "--windows 9 --references background --references dinucleotide-shuffles --no-discover",
        "--output results/yeast/small/audit.json",
    ):
        assert words in line
    assert "--audit results/yeast/small/audit.json" in output


def test_a_missing_input_is_named(run, demo):
    overrides = ["--config", "discover={database: nowhere.meme}"]
    status, output = run(demo, "--dry-run", *overrides)
    assert status != 0
    assert "nowhere.meme" in output


def test_config_on_the_command_line_is_read_as_in_a_file(run, demo):
    overrides = ["--config", "report={loci: 8}", "audit={discover: true, windows: 7}"]
    status, output = run(demo, "--dry-run", "-p", *overrides)
    assert status == 0, output
    assert "--loci 8" in output
    assert "--windows 7" in output
    assert " --discover " in output


@pytest.mark.parametrize("name", ["workstation", "slurm"])
def test_profiles_are_understood(run, demo, name):
    status, output = run(
        demo, "--dry-run", "-p", "--workflow-profile", ROOT / "workflow/profiles" / name
    )
    assert status == 0, output
    assert ("--device cuda" in output) == (name == "workstation")
    assert ("--shard 16/16" in output) == (name == "slurm")


def test_lint_finds_nothing():
    finished = subprocess.run(
        [sys.executable, "-m", "snakemake", "--lint"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_no_rule_file_imports_anything_heavy():
    for path in ROOT.glob("workflow/rules/*.smk"):
        for name in ("motiflens", "torch", "numpy", "pandas", "lightning"):
            assert f"import {name}" not in path.read_text(), path
            assert f"from {name}" not in path.read_text(), path


def planned(run, folder, *arguments, **sections):
    """Return the commands of the configuration, with sections in the place of the demo's."""
    config = yaml.safe_load((folder / "config.yaml").read_text()) | sections
    (folder / "config.yaml").write_text(yaml.safe_dump(config))
    status, output = run(folder, "-n", "-p", "--set-scatter", "shards=2", *arguments)
    assert status == 0, output
    return [line for line in output.splitlines() if "python -m motiflens" in line]


def of(command, lines):
    return [line for line in lines if f"motiflens {command} " in line]


@pytest.mark.parametrize(
    ("asked", "threads"),
    [((), 2), (("--cores", "1"), 2), (("--cores", "8", "--set-threads", "train=4"), 4)],
)
def test_what_is_learnt_does_not_depend_on_the_cores(run, demo, asked, threads):
    (line,) = of("train", planned(run, demo, *asked))
    assert f"--threads {threads} " in line


def test_every_fold_is_trained_and_explained_and_all_are_averaged(run, demo):
    config = yaml.safe_load((demo / "config.yaml").read_text())
    yeast = config["datasets"]["yeast"]
    del yeast["validation"], yeast["test"]
    lines = planned(run, demo, datasets={"yeast": yeast | {"folds": 3}})
    assert len(of("train", lines)) == 3
    assert sum("--fold 2 " in line for line in of("attribute", lines)) == 2 * 2 * 2
    assert len(of("attribute", lines)) == 3 * 2 * 2 * 2
    gathers = of("gather", lines)
    assert len(gathers) == 2 * 2
    assert all(line.count(".h5") == 3 * 2 + 1 for line in gathers)
    (report,) = of("report", lines)
    assert report.count("--model ") == 3
    assert len(of("prepare", lines)) == len(of("audit", lines)) == 1


def test_a_model_is_shared_by_data_sets_and_each_result_has_a_place(run, demo):
    config = yaml.safe_load((demo / "config.yaml").read_text())
    yeast = config["datasets"]["yeast"]
    del yeast["validation"], yeast["test"]
    lines = planned(
        run,
        demo,
        datasets={"yeast": yeast | {"folds": 3}, "wide": yeast | {"window": 300}, "late": yeast},
        models=config["models"] | {"wide": {"train": {"dataset": "wide"}}},
        analyses=[
            {"dataset": "yeast", "model": "small"},
            {"dataset": "late", "model": "small", "tasks": ["Reb1"]},
            {"dataset": "wide", "model": "wide"},
        ],
    )
    assert len(of("prepare", lines)) == len(of("report", lines)) == 3
    assert len(of("train", lines)) == 3 + 1
    assert len(of("attribute", lines)) == (3 * 2 + 3 * 1 + 1 * 2) * 2 * 2
    outputs = [line.split("--output ")[1].split()[0] for line in lines]
    assert len(set(outputs)) == len(outputs)
    (shared,) = (line for line in of("report", lines) if "results/late/" in line)
    assert shared.count("--model results/models/small/fold") == 3


def test_one_model_for_each_task(run, demo):
    models = {"small": {"train": {"dataset": "yeast", "each": True}}}
    lines = planned(run, demo, models=models)
    assert [line.count("--tasks") for line in of("train", lines)] == [1, 1]
    assert {"models/small.Abf1/", "models/small.Reb1/"} == {
        part for line in of("train", lines) for part in ("models/small.Abf1/", "models/small.Reb1/")
        if part in line
    }  # fmt: skip
    assert len(of("attribute", lines)) == 2 * 2 * 2
    assert len(of("report", lines)) == 2


def test_a_bias_is_trained_before_the_model_that_takes_it(run, demo):
    models = {
        "bias": {"train": {"dataset": "yeast", "architecture": "bpnet", "windows": "negatives"}},
        "small": {"train": {"dataset": "yeast", "architecture": "chrombpnet", "bias": "bias"}},
    }
    lines = planned(run, demo, models=models)
    first, second = of("train", lines)
    assert "--windows negatives" in first
    assert "--bias results/models/bias/fold0" in second


def test_an_analysis_may_name_its_tasks(run, demo):
    analyses = [{"dataset": "yeast", "model": "small", "tasks": ["Abf1"]}]
    lines = planned(run, demo, analyses=analyses)
    assert all("--task Abf1" in line for line in of("attribute", lines))


def test_imported_folds_are_files_by_number(run, demo):
    for fold in range(2):
        (demo / f"w.{fold}.h5").touch()
    models = {"small": {"import": {"source": "w.{fold}.h5", "folds": 2, "tasks": ["Reb1"]}}}
    lines = planned(run, demo, models=models)
    assert ["w.0.h5 " in line for line in of("import", lines)].count(True) == 1
    assert len(of("import", lines)) == 2
    assert all("--folds" not in line for line in of("import", lines))


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        (
            "models",
            {"small": {"train": {"dataset": "yeast", "bias": "none"}}},
            "models.small.train.bias: there is no none in models",
        ),
        (
            "datasets",
            {"yeast": {"genome": "g.fa", "samples": "absent.tsv"}},
            "datasets.yeast.samples: absent.tsv cannot be read",
        ),
        (
            "attribute",
            {"select": "held-out"},
            "attribute.select: held-out windows differ from fold to fold",
        ),
    ],
)
def test_what_cannot_be_is_said(run, demo, key, value, said):
    config = yaml.safe_load((demo / "config.yaml").read_text())
    if key == "attribute":
        yeast = config["datasets"]["yeast"]
        del yeast["validation"], yeast["test"]
        yeast["folds"] = 3
    config[key] = value
    (demo / "config.yaml").write_text(yaml.safe_dump(config))
    status, output = run(demo, "-n")
    assert status == 1
    assert said in output
    assert "Traceback" not in output


def test_paths_reach_the_commands_as_they_are(run, demo):
    """Nothing in a path is for the shell."""
    hostile = "a b; touch pwned $(touch pwned) 'x'"
    (demo / hostile).symlink_to(ROOT / "examples/yeast/sacCer3.fa.gz")
    (demo / f"{hostile}.vcf").touch()
    config = yaml.safe_load((demo / "config.yaml").read_text())
    config["datasets"]["yeast"]["genome"] = hostile
    config["analyses"][0]["variants"] = f"{hostile}.vcf"
    (demo / "config.yaml").write_text(yaml.safe_dump(config))
    status, output = run(demo, "--dry-run", "-p")
    assert status == 0, output
    lines = [line for line in output.splitlines() if "python -m motiflens" in line]
    told = [word for line in lines for word in shlex.split(line) if "pwned" in word]
    assert set(told) == {hostile, f"{hostile}.vcf"}
