"""``motiflens variants`` from the command line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from models.examples import save_untrained
from motiflens.cli.app import main
from motiflens.files import SUMS
from variants.world import write_genome, write_vcf


@pytest.fixture(autouse=True)
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_untrained(tmp_path / "model")
    bases = write_genome(tmp_path)
    write_vcf(tmp_path / "v.vcf.gz", [("chr1", 101, bases["chr1"][100:102], "A")])
    monkeypatch.chdir(tmp_path)


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> object:
    command = ["variants", "--model", "model", "--genome", "g.fa", "--vcf", "v.vcf.gz"]
    monkeypatch.setattr(sys, "argv", ["motiflens", *command, "--output", "out", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


def test_a_table_of_all_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _run(monkeypatch) == 0
    head, row = Path("out/variants.tsv").read_text().splitlines()
    assert head.split("\t")[5:] == [
        "A:ref", "A:alt", "A:difference", "B:ref", "B:alt", "B:difference",
    ]  # fmt: skip
    assert row.startswith("chr1\t101\tv0\t")
    assert sorted(path.name for path in Path("out").iterdir()) == [
        SUMS,
        "left_out.tsv",
        "variants.tsv",
    ]


def test_attribution_of_one_task(monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ("--task", "B", "--method", "lrp-epsilon", "--option", "epsilon=0.1")
    assert _run(monkeypatch, *arguments, "--strands", "one", "--reference", "uniform") == 0
    assert Path("out/variants.h5").is_file()
    assert "A:ref" not in Path("out/variants.tsv").read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--task", "C"), 1, "the model has no task 'C'"),
        (("--method", "deep-lift"), 2, "no attribution method named"),
        (("--option", "epsilon=1"), 2, "options of a method were given, and no method"),
        (("--strands", "three"), 2, "strands"),
        (("--genome", "none.fa"), 1, "none.fa"),
    ],
)
def test_what_is_wrong_is_said(
    arguments: tuple[str, ...], code: int, message: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert _run(monkeypatch, *arguments) == code
    assert message in capsys.readouterr().err
    assert not Path("out").exists()
