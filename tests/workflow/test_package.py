"""Jobs import the package that is beside the workflow, whatever Python they are given."""

from __future__ import annotations

from workflow.conftest import ROOT
from workflow.planted import write_inputs


def test_the_package_reaches_conda_environments(conda, run, tmp_path):
    write_inputs(tmp_path)
    status, output = run(tmp_path, "results/made/data.h5", "--sdm", "conda")
    assert status == 0, output
    assert "Activating conda environment: .snakemake/conda/" in output


def test_the_package_beside_the_workflow_is_the_first(demo, run):
    text = f"""
include: "{ROOT}/Snakefile"
rule where:
    output: "where.txt"
    shell:
        "PYTHONPATH=$MOTIFLENS_PATH python -c"
        " 'import motiflens; print(motiflens.__file__)' > {{output}}"
"""
    (demo / "where.smk").write_text(text)
    status, output = run(demo, "where.txt", snakefile=demo / "where.smk")
    assert status == 0, output
    assert (demo / "where.txt").read_text() == f"{ROOT}/src/motiflens/__init__.py\n"
