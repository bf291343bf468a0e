"""Which rule each layer of a model follows."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

import motiflens
from attribution.networks import one_hot, settle
from motiflens.attribution.capture import capture
from motiflens.attribution.composites import RelevanceOptions
from motiflens.attribution.lrp_rules import RULES, LayerRule, Where
from motiflens.attribution.methods import METHODS
from motiflens.attribution.program import Program
from motiflens.attribution.rules.layers import LAYER_RULES
from motiflens.attribution.rules.lrp import composite_rules, resolve
from motiflens.config import method_options
from motiflens.errors import ConfigError

PRESETS = [name for name, row in METHODS.items() if row.family == "lrp" and name != "lrp"]


class BPNet(nn.Module):
    """BPNet with four dilated layers: a head of counts and one of the profile."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv1d(4, 5, 7, padding=3)
        self.dilated = nn.ModuleList(
            nn.Conv1d(5, 5, 3, padding=2**i, dilation=2**i) for i in range(1, 5)
        )
        self.profile, self.counts = nn.Conv1d(5, 1, 5, padding=2), nn.Linear(5, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = F.relu(self.first(x))
        for layer in self.dilated:
            h = h + F.relu(layer(h))
        return self.counts(h.mean(-1)) + 0 * self.profile(h).mean(-1)


class Counts(BPNet):
    """The head of counts alone."""

    def forward(self, x: Tensor) -> Tensor:
        h = F.relu(self.first(x))
        for layer in self.dilated:
            h = h + F.relu(layer(h))
        return self.counts(h.mean(-1))


class Basset(nn.Module):
    """Three convolutions with batch norm and pools, two hidden dense layers."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for i, (before, behind) in enumerate([(4, 6), (6, 5), (5, 5)]):
            layers += [nn.Conv1d(before, behind, 3, padding=1), nn.BatchNorm1d(behind)]
            layers += [nn.ReLU(), nn.MaxPool1d(2 if i else 3)]
        layers += [nn.Flatten(), nn.Linear(10, 6), nn.ReLU(), nn.Linear(6, 5), nn.ReLU()]
        self.layers = nn.Sequential(*layers, nn.Linear(5, 1))

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class Branches(nn.Module):
    """Two towers that read the sequence, one deeper than the other."""

    def __init__(self) -> None:
        super().__init__()
        self.wide = nn.Conv1d(4, 3, 9, padding=4)
        self.narrow, self.above = nn.Conv1d(4, 3, 3, padding=1), nn.Conv1d(3, 3, 3, padding=1)
        self.out = nn.Linear(6, 1)

    def forward(self, x: Tensor) -> Tensor:
        deep = F.relu(self.above(F.relu(self.narrow(x))))
        return self.out(torch.cat([deep, F.relu(self.wide(x))], 1).mean(-1))


@functools.cache
def captured(build: Callable[[], nn.Module]) -> Program:
    return capture(settle(build()), one_hot(2, 28), target=0)


def resolved(
    build: Callable[[], nn.Module], method: str, options: dict[str, Any]
) -> dict[str, LayerRule]:
    """Return the rule of each layer by its label, in the order in which they run."""
    chosen = method_options(method, options)
    assert isinstance(chosen, RelevanceOptions)
    rules = composite_rules(chosen)
    program = rules.prepared(captured(build))
    found = resolve(program, rules.plan(program, method), chosen.composite())
    return {program.step(name).label: rule for name, rule in found.items()}


def names(build: Callable[[], nn.Module], *rules: dict[str, Any]) -> dict[str, str]:
    found = resolved(build, "lrp", {"rules": list(rules)})
    return {label: rule.rule for label, rule in found.items()}


DILATED = [f"dilated.{i}" for i in range(4)]
CONVOLUTIONS, DENSE = ["layers.0", "layers.4", "layers.8"], [f"layers.{i}" for i in (13, 15, 17)]


def test_by_kind() -> None:
    found = names(Basset, {"rule": "gamma", "where": {"kind": "convolution"}}, {"rule": "zero"})
    assert found == dict.fromkeys(CONVOLUTIONS, "gamma") | dict.fromkeys(DENSE, "zero")
    found = names(Basset, {"rule": "zero", "where": {"kind": "dense"}}, {"rule": "gamma"})
    assert found == dict.fromkeys(CONVOLUTIONS, "gamma") | dict.fromkeys(DENSE, "zero")


def test_by_depth_both_ends_included() -> None:
    found = names(
        Counts,
        {"rule": "flat", "where": {"depth": [0, 0]}},
        {"rule": "gamma", "where": {"depth": [0.0, 0.4]}},
        {"rule": "epsilon", "where": {"depth": [0.3, 0.99]}},
        {"rule": "zero", "where": {"depth": [1, 1]}},
    )
    assert list(found.items()) == [
        ("first", "flat"), ("dilated.0", "gamma"), ("dilated.1", "gamma"),
        ("dilated.2", "epsilon"), ("dilated.3", "epsilon"), ("counts", "zero"),
    ]  # fmt: skip


def test_branches_beside_each_other_have_their_depth_from_the_sequence() -> None:
    found = names(Branches, {"rule": "gamma", "where": {"depth": [0, 0.25]}}, {"rule": "zero"})
    assert found == {"wide": "gamma", "narrow": "gamma", "above": "zero", "out": "zero"}


def test_layers_that_read_the_sequence() -> None:
    found = names(Branches, {"rule": "z-box", "where": {"input": True}}, {"rule": "zero"})
    assert found == {"wide": "z-box", "narrow": "z-box", "above": "zero", "out": "zero"}


def test_by_name() -> None:
    found = names(
        Counts,
        {"rule": "flat", "where": {"name": "dilated.[01]"}},
        {"rule": "gamma", "where": {"name": "dilated.*"}},
        {"rule": "zero", "where": {"name": "counts", "kind": "dense"}},
        {"rule": "epsilon"},
    )
    rules = ["epsilon", "flat", "flat", "gamma", "gamma", "zero"]
    assert found == dict(zip(["first", *DILATED, "counts"], rules, strict=True))


def test_the_first_that_fits_is_used_with_its_parameters() -> None:
    found = resolved(
        Counts,
        "lrp",
        {
            "rules": [
                {"rule": "gamma", "gamma": 0.7, "where": {"input": True}},
                {"rule": "gamma", "gamma": 0.1, "where": {"kind": "convolution"}},
                {"rule": "gamma", "gamma": 9.0},
            ]
        },
    )
    assert [rule.gamma for rule in found.values()] == [0.7, 0.1, 0.1, 0.1, 0.1, 9.0]


def test_all_conditions_of_one_rule_hold_at_once() -> None:
    where = {"kind": "convolution", "depth": [0.3, 1], "name": "dilated.*"}
    found = names(Counts, {"rule": "gamma", "where": where}, {"rule": "zero"})
    assert [label for label, rule in found.items() if rule == "gamma"] == DILATED[1:]


def test_a_layer_that_no_rule_fits_is_named() -> None:
    with pytest.raises(ConfigError, match=r"no rule .* is for counts \(Dense\)"):
        names(Counts, {"rule": "gamma", "where": {"kind": "convolution"}})


def test_a_pattern_that_names_no_layer_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ConfigError, match=r"named dilatd\.\*") as caught:
        names(Counts, {"rule": "gamma", "where": {"name": "dilatd.*"}}, {"rule": "zero"})
    assert "first, dilated.0, dilated.1" in str(caught.value)
    # A head that the explained output does not read is no layer on the way.
    with pytest.raises(ConfigError, match="named profile"):
        names(Counts, {"rule": "gamma", "where": {"name": "profile"}}, {"rule": "zero"})
    assert names(BPNet, {"rule": "flat", "where": {"name": "profile"}}, {"rule": "zero"})


@pytest.mark.parametrize(
    ("rules", "match"),
    [
        ([{"rule": "alpha-beta", "alpha": 2.0, "beta": 0.5}], "alpha less beta must be 1"),
        ([{"rule": "alpha-beta", "alpha": 0.5, "beta": -0.5}], "beta 0 or more"),
        ([{"rule": "z-box", "low": 1.0, "high": 0.0}], "low must be less than high"),
        ([{"rule": "gamma", "gamma": -0.1}], "gamma"),
        ([{"rule": "epsilon", "epsilon": -1}], "epsilon"),
        ([{"rule": "gamma", "epsilon": 1}], "epsilon"),
        ([{"rule": "z-plus", "where": {"depth": [0.6, 0.4]}}], "no part of 0 to 1"),
        ([{"rule": "z-plus", "where": {"depth": [0, 1.2]}}], "no part of 0 to 1"),
        ([{"rule": "z-plus", "where": {"kind": "pool"}}], "convolution"),
        ([{"rule": "z-plus", "where": {"depht": [0, 1]}}], "depht"),
        ([{"rule": "magic"}], "magic|alpha-beta"),
        ([], "rules"),
    ],
)
def test_what_does_not_fit_is_refused(rules: list[dict[str, Any]], match: str) -> None:
    with pytest.raises(ConfigError, match=match):
        method_options("lrp", {"rules": rules})


@pytest.mark.parametrize("method", PRESETS)
def test_presets_take_no_option_of_another(method: str) -> None:
    with pytest.raises(ConfigError, match="rules"):
        method_options(method, {"rules": [{"rule": "zero"}]})


EPSILON_OF_DISTANCE = "epsilon (epsilon 0.25, scale layer, sign signed, bias absorb)"
ON_DENSE = "epsilon (epsilon 1e-06, scale absolute, sign signed, bias absorb)"
Z_BOX = "z-box (low 0.0, high 1.0, gauge reference)"
GAMMA = "gamma (gamma 0.25, bias absorb)"
Z_PLUS = "z-plus (renormalize False, bias absorb)"
ALPHA_2 = "alpha-beta (alpha 2.0, beta 1.0, renormalize False, bias absorb)"
DEEP = "z-plus (renormalize False, bias zero)"
LRP_0 = "zero (bias absorb)"

# Of each preset the rules of the layer that reads the sequence, of the convolutions above it, and
# of the dense layers. Epsilon begins in the middle of lrp-layered: Counts has its convolutions at
# 0, 0.2, .. 0.8, and Basset at 0, 0.2 and 0.4.
RESOLVED = {
    "lrp-epsilon": [EPSILON_OF_DISTANCE, [EPSILON_OF_DISTANCE] * 4, EPSILON_OF_DISTANCE],
    "lrp-epsilon-plus": [EPSILON_OF_DISTANCE, [Z_PLUS] * 4, ON_DENSE],
    "lrp-epsilon-gamma-box": [Z_BOX, [GAMMA] * 4, ON_DENSE],
    "lrp-epsilon-alpha2beta1": [EPSILON_OF_DISTANCE, [ALPHA_2] * 4, ON_DENSE],
    "lrp-layered": [EPSILON_OF_DISTANCE, [GAMMA] * 2 + [EPSILON_OF_DISTANCE] * 2, LRP_0],
    "deep-taylor": [Z_BOX, [DEEP] * 4, DEEP],
}


def test_all_presets_are_listed() -> None:
    assert set(RESOLVED) == set(PRESETS)


@pytest.mark.parametrize("method", PRESETS)
def test_presets_on_residual_and_on_pooled_networks(method: str) -> None:
    first, above, dense = RESOLVED[method]
    found = {label: str(rule) for label, rule in resolved(Counts, method, {}).items()}
    assert list(found.items()) == list(zip(["first", *DILATED, "counts"],
                                           [first, *above, dense], strict=True))  # fmt: skip
    found = {label: str(rule) for label, rule in resolved(Basset, method, {}).items()}
    assert list(found.items()) == [
        *zip(CONVOLUTIONS, [first, *above[:2]], strict=True), *((name, dense) for name in DENSE),
    ]  # fmt: skip


@pytest.mark.parametrize("method", [name for name in PRESETS if name != "lrp-epsilon"])
@pytest.mark.parametrize(
    ("given", "rule"),
    [("reference", EPSILON_OF_DISTANCE), ("z-box", Z_BOX), ("w-square", "w-square (bias zero)"),
     ("flat", "flat ()"), ("same", None)],
)  # fmt: skip
def test_the_rule_at_the_sequence_can_be_chosen(method: str, given: str, rule: str | None) -> None:
    found = resolved(Counts, method, {"input": given})
    same = RESOLVED[method][1][0]
    assert str(found["first"]) == (same if rule is None else rule)
    assert str(found["dilated.0"]) == same


def test_options_of_presets_reach_their_rules() -> None:
    found = resolved(Counts, "lrp-layered", {"gamma": 0.6, "epsilon": 0.1, "middle": 0.2})
    assert str(found["dilated.0"]) == "gamma (gamma 0.6, bias absorb)"
    assert str(found["dilated.1"]).startswith("epsilon (epsilon 0.1, scale layer")
    found = resolved(Counts, "lrp-epsilon-gamma-box", {"gamma": 0.6, "epsilon": 0.1})
    assert str(found["dilated.3"]) == "gamma (gamma 0.6, bias absorb)"
    assert str(found["counts"]).startswith("epsilon (epsilon 0.1, scale absolute")
    found = resolved(Counts, "lrp-epsilon-alpha2beta1", {"renormalize": True})
    assert "renormalize True" in str(found["dilated.3"])


def test_a_composite_of_ones_own_gives_what_the_preset_gives() -> None:
    model, x = settle(Basset()), one_hot(3, 28)
    rules = [
        {"rule": "z-box", "where": {"input": True}},
        {"rule": "gamma", "where": {"kind": "convolution"}},
        {"rule": "epsilon", "epsilon": 1e-6, "scale": "absolute"},
    ]
    own = motiflens.explain(model, x, method="lrp", options={"rules": rules})
    preset = motiflens.explain(model, x, method="lrp-epsilon-gamma-box")
    assert own.contributions.abs().max() > 0
    assert torch.equal(own.contributions, preset.contributions)


def test_places_say_in_words_which_layers_they_mean() -> None:
    assert str(Where()) == "all layers"
    where = Where(kind="convolution", input=True, depth=(0, 0.5), name="blocks.*")
    assert str(where) == (
        "convolution layers that read the sequence from 0 to 0.5 of the depth named blocks.*"
    )


def test_every_row_of_the_table_has_its_name_and_its_function() -> None:
    assert {row.options().rule for row in RULES.values()} == set(RULES) == set(LAYER_RULES)
    assert all(row.name == name for name, row in RULES.items())
