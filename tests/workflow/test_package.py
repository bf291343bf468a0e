"""Jobs import the package that is beside the workflow, whatever Python they are given."""

from __future__ import annotations

from workflow.conftest import ROOT


def test_the_package_beside_the_workflow_is_the_first(demo, run):
    text = f'include: "{ROOT}/Snakefile"\nprint("path", os.environ["PYTHONPATH"])\n'
    (demo / "where.smk").write_text(text)
    status, output = run(demo, "--dry-run", "--quiet", snakefile=demo / "where.smk")
    assert status == 0, output
    (found,) = (line for line in output.splitlines() if line.startswith("path "))
    assert found.removeprefix("path ").split(":")[0] == str(ROOT / "src")
