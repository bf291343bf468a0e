"""Jobs import the package that is beside the workflow, whatever Python they are given."""

from __future__ import annotations

import os
import site
import sys

import pytest

from workflow.conftest import ROOT
from workflow.planted import write_inputs

# What Snakemake asks of conda, with environments that hold this one's packages but not motiflens.
CONDA = """\
#!/bin/sh
case "$*" in
  "info --json") echo '{{"conda_prefix": "{folder}", "platform": "linux-64"}}' ;;
  --version) echo conda 25.1.0 ;;
  *--json) echo '{{"get": {{"channel_priority": "strict"}}}}' ;;
  "env create"*)
    prefix=$(echo "$*" | sed 's/.*--prefix \\([^ ]*\\).*/\\1/')
    {python} -m venv --without-pip "$prefix"
    for packages in "$prefix"/lib/python*/site-packages; do
      echo {packages} > "$packages/others.pth"
    done ;;
esac
"""


@pytest.fixture
def conda(tmp_path, monkeypatch):
    """Put a stand-in for conda into the way of Snakemake."""
    folder = tmp_path / "conda"
    (folder / "bin").mkdir(parents=True)
    command = folder / "bin/conda"
    packages = site.getsitepackages()[0]
    command.write_text(CONDA.format(folder=folder, python=sys.executable, packages=packages))
    command.chmod(0o755)
    (folder / "bin/activate").write_text('export PATH="$1/bin:$PATH"\n')
    monkeypatch.setenv("PATH", f"{folder}/bin{os.pathsep}{os.environ['PATH']}")
    return folder


def test_the_package_reaches_conda_environments(conda, run, tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    write_inputs(folder)
    status, output = run(folder, "results/made/data.h5", "--sdm", "conda")
    assert status == 0, output
    assert "Activating conda environment: .snakemake/conda/" in output


def test_the_package_beside_the_workflow_is_the_first(demo, run):
    text = f"""
include: "{ROOT}/Snakefile"
rule where:
    output: "where.txt"
    shell: "python -c 'import motiflens; print(motiflens.__file__)' > {{output}}"
"""
    (demo / "where.smk").write_text(text)
    status, output = run(demo, "where.txt", snakefile=demo / "where.smk")
    assert status == 0, output
    assert (demo / "where.txt").read_text() == f"{ROOT}/src/motiflens/__init__.py\n"
