"""The audit of a model: its operations, the rules for them, and whether sums add up."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from attribution.networks import ConvPoolDense, WithControl, one_hot, settle
from motiflens import explain
from motiflens.attribution import capture as capturing
from motiflens.attribution import user_rules
from motiflens.attribution.audit import audit
from motiflens.attribution.audit_record import NO_RULE, Audit, read_audit, write_audit
from motiflens.attribution.methods import METHODS, PROPAGATING
from motiflens.attribution.rules import deeplift
from motiflens.attribution.rules.gradient import winner
from motiflens.errors import CompletenessWarning, ConfigError, StoreError

X = one_hot(6, 30)


class Normed(nn.Module):
    """Convolution, layer norm and a gate, twice."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(4, 6, 5)
        self.norm = nn.LayerNorm(6)
        self.out = nn.Linear(6, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = F.relu(self.conv(x)).transpose(1, 2)
        h = self.norm(torch.tanh(self.norm(h)))
        return self.out(h.mean(1))


class Folding(nn.Module):
    """What has the positions before the sequences, where LRP has no rule."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(4, 6, 5)
        self.out = nn.Linear(6, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.out(torch.sigmoid(self.conv(x)).permute(2, 0, 1)).sum(0)


@pytest.fixture(scope="module")
def plain() -> Audit:
    return audit(settle(ConvPoolDense()), X, target=[0, 1])


def of(found: Audit, method: str):
    return next(one for one in found.methods if one.name == method)


def test_every_operation_is_listed_with_its_count_its_lines_and_its_rules(plain: Audit) -> None:
    counts = Counter()
    for row in plain.operations:
        counts[row.operator] += row.count
        assert list(row.rules) == list(PROPAGATING)
    assert counts == {
        "conv1d": 2, "relu": 3, "max_pool1d": 1, "flatten": 1, "linear": 2, "select": 2,
    }  # fmt: skip
    pool = next(row for row in plain.operations if row.operator == "max_pool1d")
    assert pool.title == "max_pool1d: MaxPool"
    assert pool.rules["deeplift"] == "cross maximum"
    (place,) = pool.places
    assert place.module == "pool"
    assert place.source.startswith("attribution/networks.py:")
    assert place.code == "h = self.pool(F.relu(self.norm(self.conv1(x))))"
    assert "winner" in plain.rules["lrp-epsilon"]["winner"]


def test_operations_with_other_rules_are_other_rows(plain: Audit) -> None:
    found = [row for row in plain.operations if row.operator == "relu"]
    assert [(row.count, row.rules["deeplift-genomics"]) for row in found] == [
        (2, "secant"),
        (1, "revealcancel"),
    ]


def test_complete_methods_are_exact_and_the_gradient_promises_nothing(plain: Audit) -> None:
    for found in plain.methods:
        assert found.usable
        assert found.completeness is not None
        assert found.completeness.in_float64 == 0
        assert found.breaks_at is None
        if METHODS[found.name].complete:
            assert found.adds_up
            assert found.verdict == "exact on every operation"
            assert found.completeness.maximum < 1e-10 == found.completeness.tolerance
            assert max(one.relative for one in found.balance) < 1e-10
        else:
            assert found.adds_up is None
            assert found.completeness.maximum > 1e-3
            assert "need not add up" in found.verdict
    assert [row.operator for row in plain.operations if row.operator == "relu"]
    relu = next(i for i, row in enumerate(plain.operations) if row.operator == "relu")
    assert plain.imbalance(relu, "deeplift") < 1e-10 < plain.imbalance(relu, "gradient-x-input")


def test_errors_are_those_that_explaining_finds() -> None:
    model, x = settle(ConvPoolDense()).float(), X.float()
    options = {"reference": [0.3, 0.2, 0.2, 0.3], "target": 0}
    (found,) = audit(model, x, methods=["gradient-x-input"], **options).methods
    result = explain(model, x, method="gradient-x-input", **options)
    assert found.completeness.maximum == pytest.approx(float(result.completeness_error.max()), 1e-4)
    assert found.completeness.absolute == pytest.approx(float(result.absolute_error.max()), 1e-4)
    assert found.completeness.tolerance == 1e-5
    assert found.reference == "frequencies"


def test_one_capture_serves_all_methods(monkeypatch: pytest.MonkeyPatch) -> None:
    exports = []
    export = capturing._export
    monkeypatch.setattr(capturing, "_export", lambda *a: exports.append(1) or export(*a))
    audit(settle(ConvPoolDense()), X, target=[0, 1])
    assert exports == [1]


def test_compositions_are_one_row_each() -> None:
    found = audit(settle(Normed()), X, methods=["deeplift"])
    (row,) = [row for row in found.operations if row.operator == "layer_norm"]
    assert row.title.startswith("layer_norm: by composition of Mean, ")
    assert [place.module for place in row.places] == ["norm"]
    assert {"affine", "secant", "midpoint product"} <= set(row.rules["deeplift"].split(", "))
    assert of(found, "deeplift").verdict == "exact on every operation"


def test_refused_operations_are_all_named_with_their_lines() -> None:
    found = audit(settle(Folding()), X, methods=["lrp-epsilon", "deeplift"])
    refused, deeplift_ = found.methods
    assert not refused.runs
    assert not refused.usable
    assert deeplift_.adds_up
    assert len(found.refused) > 1
    assert {one.method for one in found.refused} == {"lrp-epsilon"}
    first = found.refused[0]
    assert refused.verdict.startswith(f"refused because {first.reason}")
    assert refused.verdict.endswith(f", and {len(found.refused) - 1} more")
    assert (
        first.place.code == "return self.out(torch.sigmoid(self.conv(x)).permute(2, 0, 1)).sum(0)"
    )
    rules = {row.operator: row.rules for row in found.operations}
    assert rules["permute"] == {"lrp-epsilon": NO_RULE, "deeplift": "affine"}
    assert rules["conv1d"]["lrp-epsilon"] == "epsilon"


def test_a_wrong_rule_is_found_where_the_sum_first_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deeplift, "cross_maximum", winner)
    (found,) = audit(settle(ConvPoolDense()).float(), X, methods=["deeplift"], target=0).methods
    assert found.adds_up is False
    assert not found.usable
    assert found.breaks_at.kind == "MaxPool"
    assert found.breaks_at.place.module == "pool"
    assert found.verdict.startswith("does not add up: it misses ")
    assert "first breaks at MaxPool (pool, " in found.verdict
    row = [one.operation for one in found.balance if one.kind == "MaxPool"]
    assert row == [found.breaks_at.operation]


class Cancelling(nn.Module):
    """A difference of two large numbers, of which float32 leaves little."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = nn.Linear(4 * 30, 1)

    def forward(self, x: Tensor) -> Tensor:
        large = 1e6 * torch.tanh(self.dense(x.flatten(1)))
        return large - 0.999999 * large


def test_what_float32_cannot_hold_is_said_to_need_float64() -> None:
    (found,) = audit(settle(Cancelling()).float(), X, methods=["deeplift"]).methods
    assert found.adds_up
    assert found.completeness.in_float64 > 0
    assert found.verdict == (
        f"exact on every operation; {found.completeness.in_float64} of 6 sequences need float64"
    )
    assert found.completeness.maximum > found.completeness.tolerance
    assert found.breaks_at is not None
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", CompletenessWarning)
        result = explain(settle(Cancelling()).float(), X)
    assert int(result.recomputed.sum()) == found.completeness.in_float64
    assert said


@pytest.fixture
def own_rule() -> Iterator[None]:
    before = dict(user_rules._RULES)
    yield
    user_rules._RULES.clear()
    user_rules._RULES.update(before)


def test_a_rule_of_a_users_own_is_counted(own_rule: None) -> None:
    operator = torch.ops.aten.asinh.default

    class Own(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            weights = torch.linspace(-2, 2, 4 * 30, dtype=x.dtype)
            return torch.asinh(x.flatten(1) @ weights)

    @user_rules.rule(operator, "deeplift")
    def quotient(site, message):
        (z,), (z0,) = site.inputs, site.reference_inputs
        return message * (site.output - site.reference_output) / (z - z0)

    found = audit(Own(), X, methods=["deeplift", "lrp-epsilon"])
    (row,) = [row for row in found.operations if row.operator == "asinh"]
    assert row.rules == {"deeplift": "your own rule", "lrp-epsilon": NO_RULE}
    assert of(found, "deeplift").adds_up
    assert not of(found, "lrp-epsilon").runs


def test_further_inputs_and_batches() -> None:
    track = torch.rand(6, 1, 30).double()
    model = settle(WithControl())
    whole = audit(model, X, args=[track], target=0)
    parts = audit(model, X, args=[track], target=0, batch_size=4)
    for one, other in zip(whole.methods, parts.methods, strict=True):
        assert one.usable
        assert one.completeness.maximum == pytest.approx(other.completeness.maximum, abs=1e-12)
    rows = {row.operator: row.rules["deeplift"] for row in whole.operations}
    assert "" in rows.values()  # what the track alone goes through needs no rule


def test_options_of_methods_are_heeded() -> None:
    with pytest.raises(ConfigError, match="epsilom"):
        audit(settle(ConvPoolDense()), X, methods={"lrp-epsilon": {"epsilom": 1}}, target=0)


def test_the_file_holds_all_of_it(plain: Audit, tmp_path: Path) -> None:
    whole = replace(plain, provenance={"tasks": ["A"]})
    write_audit(tmp_path / "audit.json", whole)
    assert read_audit(tmp_path / "audit.json") == whole
    before = (tmp_path / "audit.json").read_bytes()
    write_audit(tmp_path / "audit.json", whole)
    assert (tmp_path / "audit.json").read_bytes() == before


def test_numbers_that_are_not_finite_survive_the_file(plain: Audit, tmp_path: Path) -> None:
    lost = replace(plain.methods[0].balance[0], relative=float("inf"))
    broken = replace(plain, methods=(replace(plain.methods[0], balance=(lost,)),))
    write_audit(tmp_path / "audit.json", broken)
    assert read_audit(tmp_path / "audit.json") == broken


@pytest.mark.parametrize("text", ["", "{}", '{"schema": "motiflens/audit/0"}'])
def test_a_file_that_is_no_audit_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "audit.json"
    with pytest.raises(StoreError, match="there is no audit"):
        read_audit(path)
    path.write_text(text)
    with pytest.raises(StoreError, match="no audit of this version"):
        read_audit(path)


class Unreadable(nn.Module):
    """Two calls that cannot be read, one behind the other, a third aside, and one nobody needs."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(4, 6, 5)
        self.out = nn.Linear(6, 2)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        h = F.relu(self.conv(x))
        ordered = h.sort(-1).values
        steps = torch.round(h).mean(-1)
        signs = torch.sign(F.tanh(ordered)).mean(-1)
        return self.out(steps + signs)[:, :1], self.out(h.mean(-1))[:, :1]


def test_all_that_cannot_be_read_is_named_and_no_method_runs() -> None:
    found = audit(settle(Unreadable()), X, target=lambda y: y[0][:, 0], methods=["deeplift"])
    assert [one.method for one in found.refused] == ["", ""]
    sort, rounded = found.refused
    assert sort.reason.startswith("no rule exists for sort (")
    assert sort.place.code == "ordered = h.sort(-1).values"
    assert rounded.reason.startswith("no rule exists for round (")
    (method,) = found.methods
    assert not method.runs
    assert method.verdict.startswith(f"refused because {sort.reason}")
    assert method.verdict.endswith(", and 1 more")
    rules = {row.operator: row.rules["deeplift"] for row in found.operations}
    assert (rules["conv1d"], rules["relu"]) == ("affine", "secant")


def test_what_no_explained_output_needs_does_not_hinder() -> None:
    found = audit(settle(Unreadable()), X, target=lambda y: y[1][:, 0], methods=["deeplift"])
    assert found.refused == ()
    assert found.methods[0].adds_up
