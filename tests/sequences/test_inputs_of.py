"""Files and tasks that the workflow reads off the configuration."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path
from runpy import run_path

import pytest

from motiflens.config import Prepare
from motiflens.sequences import inputs_of as module
from motiflens.sequences.inputs_of import inputs_of
from motiflens.sequences.samples import read_samples

SHEET = (
    "sample\treplicate\tregions\tsignal\tsignal_minus\tcontrol\n"
    "# a comment\n"
    "A\t1\ta.bed\ta+.bw\ta-.bw\tc.bam\n"
    "\n"
    "A\t2\ta.bed\tb.bam\t\tc.bam\n"
    "B\t\tb.bed\td.bam\t\t\n"
)


def _inputs(**options: object) -> tuple[dict[str, list[str]], list[str]]:
    return inputs_of(Prepare(**options).model_dump())


def test_regions_of_classes():
    files, tasks = _inputs(genome="g.fa", regions={"A": "a.bed", "B": "b.bed"}, blacklist="x.bed")
    assert tasks == ["A", "B"]
    assert files == {"regions": ["a.bed", "b.bed"], "blacklist": ["x.bed"], "genome": ["g.fa"]}


@pytest.mark.parametrize(("negatives", "known"), [("shuffle", []), ("n.fa", ["n.fa"])])
def test_sequences_and_negatives_of_ones_own(negatives, known):
    files, tasks = _inputs(sequences={"A": "a.fa"}, negatives=negatives)
    assert tasks == ["A"]
    assert files == {"sequences": ["a.fa"]} | ({"negatives": known} if known else {})


def test_a_table():
    files, tasks = _inputs(table="t.tsv", value_columns={"dev": "x", "hk": "y"})
    assert (files, tasks) == ({"table": ["t.tsv"]}, ["dev", "hk"])


@pytest.mark.parametrize(
    ("readout", "columns"),
    [
        (None, {}),
        ("classes", {}),
        ("counts", {"signal": ["a+.bw", "b.bam", "d.bam"], "signal_minus": ["a-.bw"]}),
        (
            "profiles",
            {
                "signal": ["a+.bw", "b.bam", "d.bam"],
                "signal_minus": ["a-.bw"],
                "control": ["c.bam"],
            },
        ),
    ],
)
def test_samples_with_what_their_readout_needs(write, readout, columns):
    sheet = write("s.tsv", SHEET)
    files, tasks = _inputs(genome="g.fa", samples=sheet, readout=readout)
    assert tasks == ["A", "B"]
    common = {"regions": ["a.bed", "b.bed"], "samples": [sheet], "genome": ["g.fa"]}
    assert files == common | columns


def test_regions_of_all_samples(write):
    sheet = write("s.tsv", "sample\nA\nB\n")
    files, tasks = _inputs(genome="g.fa", samples=sheet, regions={"all": "p.bed"})
    assert tasks == ["A", "B"]
    assert files["regions"] == ["p.bed"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("s.tsv", SHEET.encode()),
        ("s.tsv.gz", gzip.compress(SHEET.encode())),
        ("s.csv", "\ufeff".encode() + SHEET.replace("\t", " , ").encode()),
    ],
)
def test_a_sheet_is_read_as_the_command_reads_it(write, monkeypatch, tmp_path, name, content):
    monkeypatch.chdir(tmp_path)
    for file in ("a.bed", "b.bed", "a+.bw", "a-.bw", "b.bam", "c.bam", "d.bam"):
        write(file, "x")
    samples = read_samples(write(name, content))
    files, tasks = _inputs(genome="g.fa", samples=write(name, content), readout="profiles")
    assert tasks == [sample.name for sample in samples] == ["A", "B"]
    signals = [one for sample in samples for one in sample.signals]
    assert files["signal"] == [one.plus for one in signals]
    assert files["signal_minus"] == [one.minus for one in signals if one.minus]
    assert files["regions"] == [path for sample in samples for path in sample.regions]


@pytest.mark.parametrize("text", ["", "name\nA\n", "sample\tregions\n\ta.bed\n"])
def test_a_sheet_without_samples_is_a_sentence(write, text):
    with pytest.raises(ValueError, match="needs a header with `sample`"):
        _inputs(genome="g.fa", samples=write("s.tsv", text))


def test_a_missing_sheet_is_a_sentence():
    with pytest.raises(ValueError, match=r"samples: none.tsv cannot be read"):
        _inputs(genome="g.fa", samples="none.tsv")


def test_the_file_runs_by_itself():
    assert run_path(module.__file__)["inputs_of"]({"regions": {"A": "a.bed"}})[1] == ["A"]
    code = f"import runpy, sys; runpy.run_path({module.__file__!r}); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-S", "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert not {"numpy", "pydantic", "motiflens", "pysam"} & set(loaded)
    assert Path(module.__file__).stem == "inputs_of"
