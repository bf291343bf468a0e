"""What was tried before the run, as the page shows it."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import pytest
import typer

from motiflens.attribution.audit_record import write_audit
from motiflens.cli.app import app
from motiflens.errors import StoreError
from motiflens.report.commands import commands
from motiflens.report.findings import findings
from motiflens.report.inputs import Inputs, read_inputs
from report.examples import Rebuild, example_audit
from report.page import Page


@pytest.fixture
def audited(inputs: Inputs) -> Inputs:
    return replace(inputs, audit=example_audit(inputs.data_sha256))


@pytest.fixture
def shown(audited: Inputs, rebuild: Rebuild) -> Page:
    return rebuild(audited).by_id("audit")


def test_without_an_audit_there_is_no_such_part(page: Page) -> None:
    assert not [e for e in page.walk() if e.attributes.get("id") == "audit"]


def test_verdicts_stand_beside_their_numbers(shown: Page) -> None:
    rows = shown.all("table")[0].all("tr")[1:]
    assert [row.all("th")[0].text for row in rows] == ["DeepLIFT (Rescale)", "LRP-epsilon"]
    assert rows[0].numbers == [1e-7, 0.2, 0.25, 1e-5]
    assert rows[1].numbers == []
    assert "Does not add up: it misses 2.5e-01" in rows[0].all("strong", "negative")[0].text
    assert "Refused because LRP-epsilon has no rule" in rows[1].all("strong", "negative")[0].text


def test_operations_come_with_lines_rules_and_what_they_lost(shown: Page) -> None:
    rows = shown.all("table")[1].all("tr")[1:]
    assert [row.all("th")[0].text for row in rows] == [
        "conv1d: Convolution",
        "layer_norm: by composition of Mean, Add, rsqrt, Product",
        "matmul: MatrixProduct",
    ]
    cells = [[cell.text for cell in row.all("td")] for row in rows]
    assert cells[0][:2] == ["2", "net.py:12 first, second"]
    assert cells[1][-1] == "no rule"
    assert rows[0].numbers == [2, 1e-8]
    assert rows[2].numbers == [1, 0.25]


def test_rules_are_told_and_refusals_named(shown: Page) -> None:
    terms = {e.text: None for e in shown.all("dt")}
    assert list(terms) == ["affine", "product"]
    assert "y = q @ k # [x]" in shown.text
    assert "Refused by lrp-epsilon." in shown.text


def test_references_are_compared_and_one_is_recommended(shown: Page) -> None:
    background, shuffles = shown.all("table")[2].all("tr")[1:]
    assert background.numbers == [1, -6.5, pytest.approx(20), 0.93, 3, 4]
    assert shuffles.all("strong", "negative")[0].text == "suspect"
    assert shuffles.numbers[0] == 2
    assert "A: Use background: scores agree." in shown.text


def test_a_method_that_fails_is_a_finding(inputs: Inputs, audited: Inputs) -> None:
    new = [one for one in findings(audited) if one not in findings(inputs)]
    assert [(one.level, one.where, one.anchor) for one in new] == [
        ("warning", "DeepLIFT (Rescale)", "audit"),
        ("warning", "LRP-epsilon", "audit"),
    ]


def test_the_audit_is_a_line_of_the_commands(audited: Inputs) -> None:
    lines = list(commands(audited))
    (line,) = [line for line in lines if line.startswith("motiflens audit")]
    assert lines.index(line) == 2
    _, name, *words = shlex.split(line)
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
    found = command.make_context(name, words).params
    assert (found["windows"], found["discover"]) == (64, False)
    assert found["references"] == ["background", "zeros"]
    assert found["options"] == ["lrp-epsilon.epsilon=0.25"]
    assert "--audit audit.json" in lines[-1]


def test_an_audit_of_something_else_is_refused(
    run: tuple[Path, list[Path]], tmp_path: Path
) -> None:
    folder, results = run
    digest = read_inputs(folder / "data.h5", [folder / "model"], results).data_sha256
    path = tmp_path / "audit.json"

    def read() -> Inputs:
        return read_inputs(folder / "data.h5", [folder / "model"], results[:1], path)

    with pytest.raises(StoreError, match="no audit to read"):
        read()
    audit = example_audit(digest)
    write_audit(path, audit)
    assert read().audit == audit
    del audit.provenance["data_sha256"]
    write_audit(path, audit)
    assert read().audit == audit
    for key, what in (("data_sha256", "data set"), ("model_sha256", "model")):
        write_audit(path, replace(audit, provenance=audit.provenance | {key: "12" * 32}))
        with pytest.raises(StoreError, match=f"audit was computed with another {what}"):
            read()
