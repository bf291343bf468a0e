"""The command: files in, files out, and what a person sees when something is wrong."""

from __future__ import annotations

import gzip
import inspect
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from motiflens.cli.prepare import prepare
from motiflens.config import Prepare
from motiflens.errors import MotiflensError
from motiflens.store.windows import read_windows
from sequences.signals.files import write_bigwig

app = typer.Typer()
app.command()(prepare)


def _genome() -> dict[str, str]:
    rng = np.random.default_rng(3)
    return {name: "".join(rng.choice(list("ACGT"), 4000)) for name in ("chr1", "chr2", "chr3")}


def _fasta(records: dict[str, str]) -> str:
    return "".join(f">{name}\n{letters}\n" for name, letters in records.items())


BED = "".join(f"chr{c}\t{at}\t{at + 1}\n" for c in (1, 2, 3) for at in range(300, 3700, 400))
SEQUENCES = _fasta({f"s{i}": letters[:50] for i, letters in enumerate(
    "".join(np.random.default_rng(i).choice(list("ACGT"), 50)) for i in range(30))})  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command in a directory with a genome, regions and sequences."""
    monkeypatch.chdir(tmp_path)
    Path("g.fa.gz").write_bytes(gzip.compress(_fasta(_genome()).encode(), mtime=0))
    Path("a.bed").write_text(BED)
    Path("a.fa").write_text(SEQUENCES)

    def _run(*arguments: str) -> Result:
        outputs = ("--output", "out/data.h5", "--dropped", "out/dropped.tsv")
        return CliRunner().invoke(app, [*arguments, *outputs])

    return _run


REGIONS = ("--genome", "g.fa.gz", "--regions", "A=a.bed", "--window", "60")
SAMPLES = ("--genome", "g.fa.gz", "--samples", "samples.tsv", "--window", "60")
SPLITS = ("--validation", "chr2", "--test", "chr3")
FASTA_ALONE = ("--sequences", "A=a.fa", "--negatives", "shuffle")


def test_regions(run):
    Path("a.bed").write_text(BED + "chr1\t300\t301\n")
    result = run(*REGIONS, *SPLITS)
    assert result.exit_code == 0, result.exception
    assert read_windows("out/data.h5").n == 54
    assert Path("out/dropped.tsv").read_text() == (
        "source\tline\tregion\treason\n"
        "a.bed\t28\tchr1:300-301\tduplicate: an earlier region has its centre\n"
    )
    assert "54 windows of 60 bp" in result.stderr
    assert "dropped 1: duplicate" in result.stderr


def test_sequences_and_a_table_of_nothing_dropped(run):
    result = run(*FASTA_ALONE, "--validation", "0.2", "--test", "0.1")
    assert result.exit_code == 0, result.exception
    assert np.bincount(read_windows("out/data.h5").split).tolist() == [42, 12, 6]
    assert Path("out/dropped.tsv").read_text() == "source\tline\tregion\treason\n"


@pytest.mark.parametrize(
    "arguments", [(*REGIONS, *SPLITS), (*REGIONS, "--test", "0.3"), FASTA_ALONE]
)
def test_the_same_again_gives_the_same_bytes(run, arguments: tuple[str, ...]):
    contents = []
    for _ in range(2):
        assert run(*arguments).exit_code == 0
        contents.append((Path("out/data.h5").read_bytes(), Path("out/dropped.tsv").read_bytes()))
    assert contents[0] == contents[1]


def _refused(result: Result, *said: str, code: int = 1) -> None:
    assert isinstance(result.exception, MotiflensError), result.exception
    assert result.exception.exit_code == code
    assert result.exception.fix
    for text in said:
        assert text in str(result.exception)
    assert not Path("out").exists() or list(Path("out").iterdir()) == []


BAD_GENOMES = {
    "empty": (b"", "g.fa", "empty"),
    "header only": (b">chr1\n", "g.fa, line 1", "no sequence"),
    "cut off": (gzip.compress(_fasta(_genome()).encode())[:-500], "g.fa", "truncated"),
    "header at the end": (_fasta({**_genome(), "chr4": ""}).encode(), "line 7", "no sequence"),
    "no FASTA": (BED.encode(), "g.fa, line 1", "does not begin with '>'"),
    "a letter": (
        _fasta({**_genome(), "chr1": "ACGTZ" * 800}).encode(), "g.fa, chr1", "'Z' at position",
    ),
    "other names": (
        _fasta({f"ref|NC_00{i}|": "ACGT" for i in range(3)}).encode(),
        "a.bed, line 1", "the regions are on chr1, chr2, chr3, the genome g.fa has ref|NC_000|",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_GENOMES)
def test_a_genome_that_cannot_be_used(run, case: str):
    content, where, message = BAD_GENOMES[case]
    Path("g.fa").write_bytes(content)
    _refused(run("--genome", "g.fa", *REGIONS[2:], *SPLITS), where, message)


def test_a_missing_genome(run):
    _refused(run("--genome", "none.fa", *REGIONS[2:], *SPLITS), "none.fa", "cannot be read")


BAD_LINES = {
    "chr1\t500\t400": "is empty",
    "chr1\t500\t500": "is empty",
    "chr1\t-5\t400": "begins before 0",
    "chr1\tx\t400": "'x' is no whole number",
    "chr1\t400": "needs three",
    "chr1\t3990\t4010": "past the end of chr1, which has 4,000 bp",
    "chr1\t5000\t5001": "past the end of chr1",
    "chr1\t1\t9\tp\t0\t.\t0\t0\t0\t30": "summit 30 lies outside",
}


@pytest.mark.parametrize("line", BAD_LINES)
def test_a_line_that_is_no_region(run, line: str):
    Path("a.bed").write_text(f"# regions\n{BED}{line}\n")
    _refused(run(*REGIONS, *SPLITS), "a.bed, line 29", BAD_LINES[line])


@pytest.mark.parametrize(
    ("content", "message"), [(b"", "empty"), (b"# none\n", "no regions"), (None, "cannot be read")]
)
def test_regions_that_are_none(run, content: bytes | None, message: str):
    Path("a.bed").unlink()
    if content is not None:
        Path("a.bed").write_bytes(content)
    _refused(run(*REGIONS, *SPLITS), "a.bed", message)


def test_truncated_regions(run):
    Path("a.bed").write_bytes(gzip.compress(BED.encode())[:-20])
    _refused(run(*REGIONS, *SPLITS), "a.bed", "truncated")


BAD_SEQUENCES = {
    "lengths": (">x\nACGTA\n", "a.fa, line 61", "x has 5 bp, s0 (a.fa, line 1) has 50 bp"),
    "letter": (">x\n" + "A" * 49 + "X\n", "line 61, record x", "'X' at position 50"),
    "IUPAC": (">x\nR" + "A" * 49 + "\n", "line 61, record x", "IUPAC code 'R' at position 1"),
    "header": (">x\n", "a.fa, line 61", "no sequence"),
}


@pytest.mark.parametrize("case", BAD_SEQUENCES)
def test_sequences_that_cannot_be_used(run, case: str):
    content, where, message = BAD_SEQUENCES[case]
    Path("a.fa").write_text(SEQUENCES + content)
    _refused(run(*FASTA_ALONE), where, message)


@pytest.mark.parametrize("task", ["A", "B"])
def test_a_class_with_nothing_left(run, task: str):
    Path("b.bed").write_text("chr1\t2\t3\nchr1\t3998\t3999\n")
    classes = ("--regions", f"{task}=b.bed")
    genome = ("--genome", "g.fa.gz", "--window", "60")
    said = (f"class '{task}'", "2 dropped, its window runs past the chromosome's end", "b.bed")
    _refused(run(*genome, *classes, *SPLITS), *said)


def test_a_class_with_nothing_to_test(run):
    Path("a.bed").write_text(BED.replace("chr3", "chr1"))
    _refused(run(*REGIONS, *SPLITS), "no window in the test split", "chr1 (9), chr2 (9)")


BAD_OPTIONS = {
    "held-out chromosome": ((*REGIONS, "--validation", "chr2", "--test", "chrX"), "chrX"),
    "fraction": ((*REGIONS, "--validation", "0.5", "--test", "0.5"), "no two parts"),
    "no source": (("--genome", "g.fa.gz"), "either `regions`"),
    "two sources": ((*REGIONS, "--sequences", "A=a.fa"), "either `regions`"),
    "no genome": (("--regions", "A=a.bed"), "need a `genome`"),
    "no mapping": (("--genome", "g.fa.gz", "--regions", "a.bed"), "NAME=VALUE"),
    "bad name": (("--genome", "g.fa.gz", "--regions", "a b=a.bed"), "names are made of letters"),
    "short window": ((*REGIONS, "--window", "10"), "greater than or equal to 20"),
    "negatives": (("--sequences", "A=a.fa"), "no genome to take negatives from"),
    "window of FASTA": ((*FASTA_ALONE, "--window", "60"), "the sequences have 50 bp"),
    "readout": ((*REGIONS, "--readout", "reads"), "classes"),
    "readout of regions": ((*REGIONS, "--readout", "counts"), "needs `samples`"),
    "readout of a table": (
        ("--table", "t.tsv", "--value-columns", "A=a", "--readout", "counts"),
        "`values`",
    ),
    "table without columns": (("--table", "t.tsv"), "`value_columns` belong together"),
    "samples without genome": (("--samples", "s.tsv"), "`samples` need a `genome`"),
    "one shift": ((*SAMPLES, "--readout", "counts", "--shift", "4"), "at least 2 items"),
    "two folds": ((*REGIONS, "--folds", "2"), "nothing to train on"),
    "folds and a test": ((*REGIONS, "--folds", "3", "--test", "0.2"), "beside `folds: 3`"),
    "chromosome of FASTA": ((*FASTA_ALONE, "--test", "chr1"), "does not say on which"),
}


@pytest.mark.parametrize("case", BAD_OPTIONS)
def test_options_that_cannot_be_met(run, case: str):
    arguments, message = BAD_OPTIONS[case]
    result = run(*arguments)
    assert isinstance(result.exception, MotiflensError)
    assert result.exception.exit_code == 2
    assert message in str(result.exception)
    assert not Path("out").exists()


def _signal() -> None:
    rng = np.random.default_rng(9)
    write_bigwig(Path("a.bw"), {name: rng.poisson(0.5, 4000) for name in _genome()})
    Path("samples.tsv").write_text("sample\tregions\tsignal\nA\ta.bed\ta.bw\n")


@pytest.mark.parametrize("readout", ["counts", "profiles"])
def test_samples_and_their_reads(run, readout: str):
    _signal()
    result = run(*SAMPLES, *SPLITS, "--readout", readout)
    assert result.exit_code == 0, result.exception
    windows = read_windows("out/data.h5")
    assert windows.readout == readout
    middle = slice(windows.max_offset, windows.max_offset + windows.output_window)
    reads = windows.values if readout == "counts" else windows.profiles[:, :, middle].sum(axis=2)
    positive = windows.labels[:, 0] == 1
    for member in (positive, ~positive):
        assert f"{reads[member].mean():.1f}" in result.stderr
    assert "in negatives" in result.stderr


def test_a_table_of_values(run):
    rows = [f"{letters}\t{i / 10}\n" for i, letters in enumerate(SEQUENCES.split("\n")[1::2])]
    Path("t.tsv").write_text("seq\ty\n" + "".join(rows))
    result = run(
        *("--table", "t.tsv", "--sequence-column", "seq", "--value-columns", "Y=y"),
        *("--validation", "0.2", "--test", "0.2"),
    )
    assert result.exit_code == 0, result.exception
    assert np.bincount(read_windows("out/data.h5").split).tolist() == [18, 6, 6]
    assert "1.45" in result.stderr
    assert "negatives" not in result.stderr


def test_folds(run):
    result = run(*REGIONS, "--folds", "3")
    assert result.exit_code == 0, result.exception
    assert read_windows("out/data.h5", 2).folds.shape == (3, 3)
    assert "part 2" in result.stderr


def test_two_numbers_shift_the_strands(run):
    _signal()
    result = run(*SAMPLES, *SPLITS, "--readout", "counts", "--shift", "4", "--shift", "-4")
    assert "shift has no meaning for bigWig" in str(result.exception)


def test_every_key_of_the_configuration_is_an_option():
    parameters = set(inspect.signature(prepare).parameters)
    assert parameters - {"output", "dropped"} == set(Prepare.model_fields)


def test_an_interrupt_leaves_no_output(run, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("motiflens.store.windows.write_windows", interrupted)
    assert run(*REGIONS, *SPLITS).exit_code != 0
    assert not Path("out").exists()
