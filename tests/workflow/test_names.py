"""Names of files reach the commands as they are: nothing in them is for the shell or Snakemake."""

from __future__ import annotations

import os
import shlex

import yaml

from workflow.planted import write_inputs

NASTY = (
    "a b; touch pwned",
    "$(touch pwned)",
    "`touch pwned`",
    'it\'s "quoted"',
    "*?[a]~!#&|<>",
    "é\u202e😀",
    "..up",
)


def commands(output):
    lines = [line for line in output.splitlines() if "python -m motiflens" in line]
    return [shlex.split(line) for line in lines]


def test_paths_of_any_letters_are_quoted(run, demo):
    config = yaml.safe_load((demo / "config.yaml").read_text())
    yeast = config["datasets"]["yeast"]
    del yeast["regions"]
    names = [f"{name}.bed" for name in NASTY]
    for name in names:
        (demo / name).touch()
    yeast["regions"] = {f"T{number}": name for number, name in enumerate(names)}
    (demo / "config.yaml").write_text(yaml.safe_dump(config))
    status, output = run(demo, "--dry-run", "-p")
    assert status == 0, output
    (prepare,) = [words for words in commands(output) if "prepare" in words]
    assert {f"T{number}={name}" for number, name in enumerate(names)} <= set(prepare)
    assert not (demo / "pwned").exists()


def dry_run(run, demo, genome):
    (demo / genome).touch()
    config = yaml.safe_load((demo / "config.yaml").read_text())
    config["datasets"]["yeast"]["genome"] = genome
    (demo / "config.yaml").write_text(yaml.safe_dump(config))
    return run(demo, "--dry-run", "-p")


def test_a_name_of_two_lines_that_looks_like_an_option_is_quoted(run, demo):
    name = "-rf\nx.fa"
    status, output = dry_run(run, demo, name)
    assert status == 0, output
    assert f"--genome {shlex.quote(name)} " in output


def test_a_name_with_braces_is_refused_by_snakemake(run, demo):
    status, output = dry_run(run, demo, "{genome}.fa")
    assert status == 1
    assert "Wildcards in input files cannot be determined" in output
    assert "Traceback" not in output


def test_a_step_runs_on_files_of_such_names_and_writes_nothing_else(run, tmp_path):
    write_inputs(tmp_path)
    nasty = '$(touch pwned) `x` it\'s; a "b" *'
    for old, new in (("genome.fa", f"{nasty}.fa"), ("sites.bed", f"{nasty}.bed")):
        os.rename(tmp_path / old, tmp_path / new)  # noqa: PTH104 - as a person does
    config = yaml.safe_load((tmp_path / "config.yaml").read_text())
    config["datasets"]["made"] |= {"genome": f"{nasty}.fa", "regions": {"AP1": f"{nasty}.bed"}}
    config["analyses"][0]["sites"] = {"AP1": f"{nasty}.bed"}
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(config))
    before = {path.name for path in tmp_path.iterdir()}
    status, output = run(tmp_path, "results/made/data.h5")
    assert status == 0, output
    made = {path.name for path in tmp_path.iterdir()} - before
    assert made == {"results", "logs", ".snakemake", f"{nasty}.fa.fai"} | (made & {"benchmarks"})
