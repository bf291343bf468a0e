"""The demo on a real SLURM gives what it gives on one machine, also where nodes die."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from workflow.cluster import PROFILE
from workflow.conftest import ROOT

pytestmark = pytest.mark.slurm

# Shards are explained on the node with GPUs: it is given one, and computes on its CPU.
ON_GPU_NODE = ["--set-resources", "attribute:slurm_partition=gpu", "attribute:gres=gpu:fake:1"]


def demo_in(folder: Path) -> Path:
    shutil.copy(ROOT / "config.yaml", folder)
    (folder / "examples").symlink_to(ROOT / "examples")
    return folder


@pytest.fixture(scope="module")
def local(start, tmp_path_factory):
    """Return a function that waits for a run on this machine, and returns its folder."""
    folder = demo_in(tmp_path_factory.mktemp("local"))
    # Sums of floating-point numbers depend on the batches, and so on the number of shards.
    process = start(folder, "--set-scatter", "shards=2")

    @cache
    def finished():
        output, _ = process.communicate()
        assert process.returncode == 0, output
        return folder

    return finished


def results(folder: Path) -> dict[str, bytes]:
    """Return all files of results, by their names; logs and benchmarks are elsewhere."""
    found = folder / "results"
    return {
        str(path.relative_to(found)): path.read_bytes()
        for path in sorted(found.rglob("*"))
        if path.is_file()
    }


def assert_equal(found: Path, expected: Path) -> None:
    found, expected = results(found), results(expected)
    assert found.keys() == expected.keys()
    assert [name for name in expected if found[name] != expected[name]] == []
    assert "yeast/small/report.html" in found


def test_results_are_those_of_one_machine(cluster, local, run, tmp_path):
    status, output = run(demo_in(tmp_path), *PROFILE, *ON_GPU_NODE)
    assert status == 0, output
    assert {"cpu1", "cpu2", "gpu1"} <= {node for (node,) in cluster.jobs("NodeList")}
    assert_equal(tmp_path, local())


def at_work(cluster, rule: str) -> list[str]:
    """Return the nodes that run a job of a rule."""
    jobs = cluster.jobs("NodeList", "Comment", states="running")
    return [node for node, comment in jobs if comment.startswith(f"rule_{rule}_")]


def test_nodes_that_die_change_nothing(cluster, local, start, tmp_path):
    process = start(demo_in(tmp_path), *PROFILE, *ON_GPU_NODE)
    log = tmp_path / "logs/models/small/train.fold0.log"
    cluster.wait(lambda: log.exists() and "epoch 3 of" in log.read_text(), "it trains", 600)
    for rule in ("train", "attribute", "discover"):
        cluster.wait(lambda: at_work(cluster, rule), f"{rule} runs", 900)  # noqa: B023
        cluster.power_cut(at_work(cluster, rule)[0])
    output, _ = process.communicate()
    assert process.returncode == 0, output
    jobs = cluster.jobs("Comment", "RestartCnt")
    again = {comment.split("_")[1] for comment, restarts in jobs if restarts != "0"}
    assert again >= {"train", "attribute", "discover"}
    assert_equal(tmp_path, local())
