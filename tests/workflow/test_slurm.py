"""The workflow on a real SLURM, started on this machine for as long as the tests take.

They take minutes, so that they run where they are asked for: ``make test-slurm``.
"""

from __future__ import annotations

import shutil

import pytest

from workflow.cluster import PROFILE
from workflow.planted import write_inputs

pytestmark = pytest.mark.slurm

MODEL = "results/models/net/fold0"
CONTRIBUTIONS = "results/made/net/AP1/deeplift/contributions.h5"


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
    shutil.copytree(finished, tmp_path, dirs_exist_ok=True)
    return tmp_path


def jobs_since(cluster, before, *shown):
    """Return what is shown of each job after the first ``before``, in order."""
    jobs = sorted(cluster.jobs("JobID", *shown), key=lambda job: int(job[0]))
    return [job[1:] for job in jobs[before:]]


def test_from_genome_to_report(finished, cluster):
    assert (finished / "results/made/net/report.html").stat().st_size > 0
    assert {tuple(job) for job in cluster.jobs("State", "Partition")} == {("COMPLETED", "cpu")}


def test_a_gpu_that_cannot_compute_is_an_error_and_no_cpu_takes_its_place(again, run, cluster):
    before = len(cluster.jobs("JobID"))
    status, output = run(
        again, CONTRIBUTIONS, *PROFILE, "--forcerun", "attribute", "--retries", "0",
        "--set-resources", "attribute:gpu=1", "attribute:gpu_model=fake",
        "attribute:slurm_partition=gpu",
    )  # fmt: skip
    assert status != 0
    assert "1 free GPUs were asked for, and 0 were found" in output
    jobs = jobs_since(cluster, before, "State", "NodeList", "tres-per-job")
    assert jobs == [["FAILED", "gpu1", "gres:gpu:fake:1"]] * 2


def test_a_job_over_its_memory_is_killed_and_submitted_with_more(again, run, cluster):
    before = len(cluster.jobs("JobID"))
    # PyTorch alone is more, for as long as the training lasts: SLURM measures once a second here.
    status, output = run(
        again, MODEL, *PROFILE, "--forcerun", "train",
        "--set-resources", "train:mem_mb=250 if attempt == 1 else 4000",
    )  # fmt: skip
    assert status == 0, output
    # Where memory is held by cgroups, the first would be called OUT_OF_MEMORY.
    jobs = jobs_since(cluster, before, "State", "MinMemory")
    assert jobs == [["FAILED", "250M"], ["COMPLETED", "4000M"]]
    logs = "".join(path.read_text() for path in cluster.folder.glob("slurmd.cpu?.log"))
    assert "exceeded memory limit" in logs


def test_training_over_its_time_goes_on_where_it_stood(cluster, start, tmp_path):
    folders = [tmp_path / name for name in ("here", "cluster")]
    for folder in folders:
        folder.mkdir()
        write_inputs(folder)
        text = (folder / "config.yaml").read_text()
        (folder / "config.yaml").write_text(text.replace("epochs: 8", "epochs: 400, patience: 400"))
    before = len(cluster.jobs("JobID"))
    limit = ["--set-resources", "train:runtime=1 if attempt == 1 else 60"]
    runs = [start(folders[0], MODEL), start(folders[1], MODEL, *PROFILE, *limit)]
    timed_out = ["TIMEOUT", "1:00"]
    cluster.wait(
        lambda: timed_out in jobs_since(cluster, before, "State", "TimeLimit"), "time is up", 300
    )
    assert list(folders[1].glob(f"{MODEL}.training/*.ckpt"))
    for process in runs:
        output, _ = process.communicate()
        assert process.returncode == 0, output
    jobs = jobs_since(cluster, before, "State", "TimeLimit")
    assert jobs[1:] == [timed_out, ["COMPLETED", "1:00:00"]]
    for name in ("model.json", "model.safetensors"):
        undisturbed, found = (folder / MODEL / name for folder in folders)
        assert found.read_bytes() == undisturbed.read_bytes()
