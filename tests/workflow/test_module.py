"""The workflow as a module of other people's workflows."""

from __future__ import annotations

import re

import pytest
import yaml

from workflow.conftest import ROOT
from workflow.planted import CONFIG, write_inputs

MODULE = """\
module {name}:
    snakefile: "{root}/workflow/Snakefile"
    config: config["{name}"]
    replace_prefix: {{"results/": "{name}/", "logs/": "{name}/logs/"}}


use rule * from {name} as {name}_*


"""
TARGET = """\
rule all:
    default_target: True
    input:
        {inputs},
        "of_the_others.txt",


rule of_the_others:
    output:
        "of_the_others.txt",
    shell:
        "echo theirs > {{output}}"
"""


@pytest.fixture
def outer(tmp_path):
    """Return a function that writes a workflow with modules of these names."""
    write_inputs(tmp_path)

    def write(*names):
        config = {"samples": ["theirs"]} | {name: yaml.safe_load(CONFIG) for name in names}
        (tmp_path / "config.yaml").write_text(yaml.safe_dump(config))
        inputs = ",\n        ".join(f"rules.{name}_everything.input" for name in names)
        modules = "".join(MODULE.format(name=name, root=ROOT) for name in names)
        snakefile = tmp_path / "Snakefile"
        snakefile.write_text(
            f'configfile: "config.yaml"\n\n\n{modules}{TARGET.format(inputs=inputs)}'
        )
        return tmp_path

    return write


def test_results_lie_where_the_other_workflow_wants_them(run, outer):
    folder = outer("motifs")
    status, output = run(folder, "-n", "-p", snakefile=folder / "Snakefile")
    assert status == 0, output
    assert "rule motifs_report:" in output
    assert "rule of_the_others:" in output
    assert not re.findall(r"(?<![\w/])(?:results|logs)/", output)
    (report,) = [line for line in output.splitlines() if "motiflens report" in line]
    assert "--results motifs/made/net/AP1/deeplift --results motifs/made/net/AP1/lrp" in report


def test_two_modules_have_a_configuration_each(run, outer):
    folder = outer("one", "two")
    overrides = ["--config", "samples=others", "two={report: {loci: 8}}"]
    status, output = run(folder, "-n", "-p", *overrides, snakefile=folder / "Snakefile")
    assert status == 0, output
    reports = [line for line in output.splitlines() if "motiflens report" in line]
    assert {(line.split("--output ")[1].split("/")[0], "--loci 8" in line) for line in reports} == {
        ("one", False),
        ("two", True),
    }
