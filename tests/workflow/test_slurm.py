"""The workflow on a real SLURM, started on this machine for as long as the tests take.

They take minutes, so that they run where they are asked for: ``make test-slurm``.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workflow.cluster import PROFILE
from workflow.planted import write_inputs

pytestmark = pytest.mark.slurm

RUN = Path("results/made/net/AP1/deeplift")
MODEL = Path("results/models/net/fold0")
CONTRIBUTIONS = RUN / "contributions.h5"
SHOWN = ("JobID", "State", "NodeList", "MinMemory", "RestartCnt", "Comment")


@pytest.fixture(scope="module")
def finished(cluster, run, tmp_path_factory):
    """Return the folder of a run on the cluster that nobody disturbed."""
    folder = tmp_path_factory.mktemp("finished")
    write_inputs(folder)
    status, output = run(folder, *PROFILE)
    assert status == 0, output
    return folder


@pytest.fixture
def again(finished, tmp_path):
    """Return a copy of that folder."""
    shutil.copytree(finished, tmp_path, dirs_exist_ok=True, symlinks=True)
    return tmp_path


def test_from_genome_to_report(finished, cluster):
    assert (finished / "results/made/net/report.html").stat().st_size > 0
    nodes = {node for _, state, node, *_ in cluster.jobs(*SHOWN)}
    assert nodes == {"cpu1", "cpu2"}
