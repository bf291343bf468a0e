"""What is printed of an audit, and the exit status."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import typer

from motiflens.attribution import audit_model as science
from motiflens.attribution.audit_record import Audit, MethodAudit, OperationRow, Place, Refused
from motiflens.cli.audit import audit
from motiflens.cli.audit_tables import print_audit
from report.examples import example_audit


@pytest.fixture
def found() -> Audit:
    return example_audit()


def test_tables_name_operations_rules_refusals_and_references(
    found: Audit, capsys: pytest.CaptureFixture[str]
) -> None:
    print_audit(found)
    said = capsys.readouterr().out
    for words in (
        "layer_norm: by composition of Mean, Add, rsqrt, Product",
        "net.py:12 first, second",
        "no rule",
        "refused, lrp-epsilon: LRP-epsilon has no rule for MatrixProduct",
        "where: attend, net.py:20, y = q @ k  # [x]",
        "does not add up",
        "References for A: 64 windows by deeplift",
        "0.93",
        "3 of 4",
        "A: Use `background`",
    ):
        assert words in said


def test_many_lines_of_source_are_cut(found: Audit, capsys: pytest.CaptureFixture[str]) -> None:
    places = tuple(Place(f"block{i}", f"net.py:{i}") for i in range(9))
    row = OperationRow("relu", ("relu",), 9, places, {"deeplift": "secant"})
    print_audit(replace(found, operations=(row,), methods=found.methods[:1], refused=()))
    said = capsys.readouterr().out
    assert "net.py:2 block2" in said
    assert "net.py:3 block3" not in said
    assert "and 6 more lines" in said


EXACT = MethodAudit("deeplift", runs=True, adds_up=True, verdict="exact on every operation")
REFUSED = MethodAudit("lrp-epsilon", runs=False, adds_up=None, verdict="refused because")
BROKEN = MethodAudit("deeplift", runs=True, adds_up=False, verdict="does not add up")


@pytest.mark.parametrize(
    ("methods", "asked", "fails"),
    [
        ((EXACT,), ["deeplift"], False),
        ((REFUSED,), ["lrp-epsilon"], True),
        ((EXACT, REFUSED), None, False),
        ((BROKEN,), ["deeplift"], True),
        ((BROKEN,), None, True),
    ],
)
def test_the_exit_status_says_whether_what_was_asked_for_holds(
    found: Audit,
    methods: tuple[MethodAudit, ...],
    asked: list[str] | None,
    fails: bool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    model = untrained(tmp_path)
    told = replace(found, operations=(), refused=(), methods=methods)
    monkeypatch.setattr(science, "audit_model", lambda *a, **k: told)
    output = tmp_path / "audit.json"
    if fails:
        with pytest.raises(typer.Exit) as exit_:
            audit(model, method=asked, output=output)
        assert exit_.value.exit_code == 1
    else:
        audit(model, method=asked, output=output)
    assert methods[0].verdict in capsys.readouterr().out
    assert output.exists()


def untrained(folder: Path) -> Path:
    from motiflens.models.architectures import build
    from motiflens.models.saving import save_model
    from motiflens.models.shape import Shape

    network = build("small-cnn", Shape(40, 1))
    save_model(folder / "m", network, tasks=["A"], shape=Shape(40, 1), architecture="small-cnn")
    return folder / "m"


def test_an_operation_that_no_method_can_run_is_said_of_all(
    found: Audit, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = Refused("", "sort depends on an order", Place("top", "net.py:9", "x.sort()"))
    print_audit(replace(found, refused=(refused,)))
    assert "refused, all methods: sort" in capsys.readouterr().out
