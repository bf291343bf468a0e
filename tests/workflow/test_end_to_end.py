"""The real workflow, from a made-up genome to the report."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest

from workflow.planted import write_inputs

pytestmark = pytest.mark.slow

RUN = Path("results/made/net/AP1/deeplift")
REPORT = Path("results/made/net/report.html")
EXPLAINED = "logs/made/net/AP1/deeplift"
RESULTS = [
    Path("results/made/data.h5"),
    Path("results/made/dropped.tsv"),
    Path("results/models/net/fold0/model.safetensors"),
    Path("results/models/net/fold0/model.json"),
    Path("results/made/net/audit.json"),
    Path("results/made/net/AP1/evaluation.json"),
    Path("results/made/net/variants/deeplift/fold0/variants.tsv"),
    RUN / "contributions.h5",
    RUN / "motifs/modisco.h5",
    RUN / "motifs/motifs.json",
    RUN / "motifs/motifs.meme",
    RUN / "motifs/seqlets.bed",
    RUN / "motifs/seqlets.tsv",
    RUN / "hits/hits.tsv",
    RUN / "hits/hits.bed",
    RUN / "hits/hits.json",
    RUN / "effects.json",
    RUN / "exports/motifs.jaspar",
    Path("results/made/net/families.json"),
    REPORT,
]


@pytest.fixture(scope="module")
def undisturbed(run, tmp_path_factory):
    """Return the folder of a run that nobody disturbed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    write_inputs(folder)
    status, output = run(folder)
    assert status == 0, output
    return folder


def interrupt(process, log, word):
    """Send what Ctrl-C sends, once a step wrote ``word`` to its log."""
    deadline = time.monotonic() + 120
    while not (log.exists() and word in log.read_text()):
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode != 0, output


def test_every_result_is_there(undisturbed):
    for path in RESULTS:
        assert (undisturbed / path).stat().st_size > 0, path
    assert not list(undisturbed.rglob("*.part"))
    assert not list(undisturbed.rglob("fold*-of-*.h5"))


@pytest.mark.parametrize("method", ["deeplift", "lrp"])
def test_the_planted_motif_is_the_first(undisturbed, method):
    folder = undisturbed / RUN.parent / method
    motifs = json.loads((folder / "motifs/motifs.json").read_text())["motifs"]
    first = motifs[0]
    assert first["sign"] == "positive"
    assert first["matches"][0]["name"] == "PLANTED"
    assert first["matches"][0]["significant"]
    assert "PLANTED" in (undisturbed / REPORT).read_text()


def test_a_composite_is_followed_as_written(undisturbed):
    audit = json.loads((undisturbed / "results/made/net/audit.json").read_text())
    rules = [layer["decision"].split()[0] for layer in audit["composites"]["lrp"]]
    assert rules == ["z-box", "gamma", "epsilon", "epsilon"]


def test_the_report_says_which_method_to_believe(undisturbed):
    found = json.loads((undisturbed / "results/made/net/AP1/evaluation.json").read_text())
    assert found["sites"] == 8
    words = found["recommendation"]["words"].split("`")[0]
    assert words in (undisturbed / REPORT).read_text()


def test_variants_that_break_a_site_lower_the_output(undisturbed):
    path = undisturbed / "results/made/net/variants/deeplift/fold0/variants.tsv"
    head, *rows = (line.split("\t") for line in path.read_text().splitlines())
    assert [row[head.index("id")] for row in rows] == ["first", "gone"]
    assert float(rows[1][head.index("AP1:difference")]) < 0


def test_a_second_run_has_nothing_to_do(undisturbed, run):
    status, output = run(undisturbed)
    assert status == 0
    assert "Nothing to be done" in output


def test_the_summary_calls_all_of_it_made(undisturbed, run):
    status, output = run(undisturbed, "--summary")
    assert status == 0, output
    lines = [line.split("\t") for line in output.splitlines() if line.startswith("results/")]
    temporary = ("removed temp file", "no update")
    assert {tuple(line[-2:]) for line in lines} == {("ok", "no update"), temporary}, output


@pytest.mark.faults
def test_an_interrupted_run_ends_in_the_same_bytes(undisturbed, run, start, tmp_path):
    write_inputs(tmp_path)
    for log, word, missing in (
        ("logs/models/net/train.fold0.log", "epoch 2 of", Path("results/models/net/fold0")),
        (f"{EXPLAINED}/attribute.fold0.1-of-1.log", "reference", RUN / "contributions.h5"),
    ):
        interrupt(start(tmp_path), tmp_path / log, word)
        assert not (tmp_path / missing).exists()
    status, output = run(tmp_path)
    assert status == 0, output
    for path in RESULTS:
        assert (tmp_path / path).read_bytes() == (undisturbed / path).read_bytes(), path


def test_what_a_step_says_of_bad_input_is_shown(run, tmp_path):
    write_inputs(tmp_path)
    with (tmp_path / "sites.bed").open("a") as sites:
        sites.write("chr1\t20\t10\n")
    status, output = run(tmp_path)
    assert status != 0
    assert "sites.bed, line 361" in output
    assert "Traceback" not in output
    assert not (tmp_path / "results/made/data.h5").exists()


def test_snakemake_report_works_offline(undisturbed, run):
    status, output = run(undisturbed, "--report", "summary.zip")
    assert status == 0, output
    assert (undisturbed / "summary.zip").stat().st_size > 100_000
