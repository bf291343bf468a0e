"""Rules of a user's own: for an operator that nothing else knows, and in place of ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from torch import Tensor, nn

import motiflens
from attribution.networks import FREQUENCIES, one_hot, settle
from motiflens.attribution import user_rules
from motiflens.attribution.plan import Site
from motiflens.errors import CompletenessWarning, UnsupportedOperationError


@torch.library.custom_op("motiflens_tests::hill", mutates_args=())
def hill(x: Tensor, half: float) -> Tensor:
    """x^2 / (half^2 + x^2)."""
    return x**2 / (half**2 + x**2)


@hill.register_fake
def _(x: Tensor, half: float) -> Tensor:
    return torch.empty_like(x)


HILL = torch.ops.motiflens_tests.hill.default


class _Saturating(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.head = nn.Conv1d(4, 5, 5), nn.Linear(5, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(hill(self.conv(x), 0.7).mean(-1))


@pytest.fixture(autouse=True)
def _forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(user_rules, "_RULES", {})
    return


def _quotient(site: Site, message: Tensor) -> Tensor:
    change = site.inputs[0] - site.reference_inputs[0]
    return message * (site.output - site.reference_output) / change


def test_an_unknown_operator_is_refused_until_it_has_a_rule() -> None:
    model, x = settle(_Saturating()), one_hot(4, 20)
    with pytest.raises(UnsupportedOperationError, match="hill"):
        motiflens.explain(model, x)
    motiflens.rule(HILL, "deeplift")(_quotient)
    found = motiflens.explain(model, x, reference=FREQUENCIES)
    assert found.completeness_error.max() < 1e-12
    torch.testing.assert_close(found.prediction, model(x)[:, 0])


def test_a_family_without_the_rule_refuses_the_operator_by_name() -> None:
    motiflens.rule(HILL, "deeplift")(_quotient)
    with pytest.raises(UnsupportedOperationError, match=r"no rule for motiflens_tests\.hill"):
        motiflens.explain(settle(_Saturating()), one_hot(2, 20), method="lrp-epsilon")


@pytest.mark.parametrize("method", ["deeplift-revealcancel", "deeplift-genomics", "deepshap"])
def test_the_whole_family_follows_the_rule(method: str) -> None:
    motiflens.rule(HILL, "deeplift")(_quotient)
    found = motiflens.explain(
        settle(_Saturating()), one_hot(3, 20), method=method, reference=FREQUENCIES
    )
    assert found.completeness_error.max() < 1e-12


def test_a_rule_that_loses_something_is_found_out() -> None:
    motiflens.rule(HILL, "deeplift")(lambda site, message: message)
    with pytest.warns(CompletenessWarning, match=r"motiflens_tests\.hill"):
        motiflens.explain(settle(_Saturating()), one_hot(3, 20), reference=FREQUENCIES)


def test_a_rule_of_relevance_may_pass_it_on() -> None:
    motiflens.rule(HILL, "lrp")(lambda site, relevance: (relevance,))
    found = motiflens.explain(settle(_Saturating()), one_hot(3, 20), method="lrp-epsilon")
    assert found.completeness_error.max() < 1e-12


def test_an_operator_that_is_known_takes_the_users_rule() -> None:
    model, x = settle(nn.Sequential(nn.Flatten(), nn.Linear(80, 1), nn.Tanh())), one_hot(3, 20)
    ours = motiflens.explain(model, x, reference=FREQUENCIES).scores
    motiflens.rule(torch.ops.aten.tanh.default, "deeplift")(_quotient)
    theirs = motiflens.explain(model, x, reference=FREQUENCIES).scores
    torch.testing.assert_close(ours, theirs)


@pytest.mark.parametrize("families", [(), ("deeplift", "shap")])
def test_unknown_families_are_refused(families: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="deeplift, gradient, lrp"):
        motiflens.rule(HILL, *families)
