"""Expectations of methods that walk through the captured model by rules."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from conformance.found import Found, Runner
from conformance.network import Network
from motiflens.attribution.batch import Batch
from motiflens.attribution.capture import capture
from motiflens.attribution.composites import OwnComposite
from motiflens.attribution.gradient_options import GradientOptions
from motiflens.attribution.lrp_rules import (
    AlphaBeta,
    Epsilon,
    Flat,
    Gamma,
    LayerRule,
    Where,
    WSquare,
    ZBox,
)
from motiflens.attribution.messages import Relevance, Sent
from motiflens.attribution.operations import Maximum
from motiflens.attribution.options import MethodOptions
from motiflens.attribution.plan import Rules
from motiflens.attribution.program import Program, Step
from motiflens.attribution.rules.deeplift import rescale_rules
from motiflens.attribution.rules.gradient import gradient_rules, winner
from motiflens.attribution.rules.lrp import composite_rules
from motiflens.attribution.rules.revealcancel import genomics_rules, revealcancel_rules
from motiflens.attribution.targets import normalised
from motiflens.attribution.walk import walk


def _gradient_x_input(case: dict[str, Any], _: Any) -> Found:
    return propagate(case, gradient_rules(GradientOptions()), None)


def _gradient_x_delta(case: dict[str, Any], _: Any) -> Found:
    return propagate(case, gradient_rules(GradientOptions()), case["reference"])


def _rescale(case: dict[str, Any], _: Any) -> Found:
    return propagate(case, rescale_rules(MethodOptions()), case["reference"])


def _deeplift(rules: Callable[[MethodOptions], Rules], winner_takes_all: bool) -> Runner:
    chosen = rules(MethodOptions())
    if winner_takes_all:
        chosen = replace(chosen, table={**chosen.table, Maximum: winner})
    return lambda case, _: propagate(case, chosen, case["reference"])


def _deepshap(case: dict[str, Any], _: Any) -> Found:
    found = [
        propagate(case, rescale_rules(MethodOptions()), reference)
        for reference in case["references"]
    ]
    return Found(
        *(
            torch.stack([getattr(one, name) for one in found]).mean(0)
            for name in ("attribution", "multipliers", "hypothetical")
        )
    )


def _n_as_background(case: dict[str, Any], _: Any) -> Found:
    x, reference = (
        torch.tensor([case[name]], dtype=torch.float64) for name in ("input", "reference")
    )
    batch = Batch(x, reference[:, None], None, ()).filled()
    return _rescale(case | {"input": batch.x[0].tolist()}, None)


def _every_target(case: dict[str, Any], expected: Any) -> Found:
    found = [_rescale(case | {"target": target}, None) for target in range(len(expected))]
    return Found(torch.stack([one.attribution for one in found]))


def _mean_centred(case: dict[str, Any], expected: Any) -> Found:
    found = [_rescale(case | {"target": normalised(t)}, None) for t in range(len(expected))]
    return Found(torch.stack([one.attribution for one in found]))


def _before_sigmoid(case: dict[str, Any], _: Any) -> Found:
    *nodes, last = case["network"]["nodes"]
    assert last["op"] == "sigmoid"
    network = case["network"] | {"nodes": nodes, "output": nodes[-1]["id"]}
    return _rescale(case | {"network": network}, None)


def _gradient_corrected(case: dict[str, Any], _: Any) -> Found:
    """Return the gradient itself, less the mean of each column."""
    found = propagate(case, gradient_rules(GradientOptions(corrected=True)), None)
    return Found(found.multipliers)


_RUNNERS: dict[str, Runner] = {
    "gradient_corrected": _gradient_corrected,
    "gradient_x_input": _gradient_x_input,
    "gradient_x_delta": _gradient_x_delta,
    "deeplift_midpoint_product": _rescale,
    **{
        f"deeplift_{name}{suffix}": _deeplift(rules, bool(suffix))
        for name, rules in (
            ("rescale", rescale_rules),
            ("revealcancel_all", revealcancel_rules),
            ("genomics_default", genomics_rules),
        )
        for suffix in ("", "_maxpool_winner_x")
    },
    "hypothetical": _rescale,
    "position_score": _rescale,
    "N_as_zero_column": _rescale,
    "N_as_background": _n_as_background,
    "deeplift_rescale_raw_logits": _every_target,
    "deeplift_rescale_normalised": _mean_centred,
    "deeplift_rescale_probability": _rescale,
    "deeplift_rescale_logit": _before_sigmoid,
}


def _lrp(case: dict[str, Any], expected: dict[str, Any]) -> Found:
    """Give each node the rule that the file names for it; batch norms stay nodes of their own."""
    rules = expected["rules"]
    own = [
        _layer_rule(rule, where=Where(name=name))
        for name, rule in rules.items()
        if name != "default"
    ]
    composite = OwnComposite(rules=(*own, _layer_rule(rules["default"])))
    return propagate(case, replace(composite_rules(composite), prepare=None), None)


def _layer_rule(rule: dict[str, Any], **where: Any) -> LayerRule:
    """Return a rule of the file in our words."""
    name, rule = rule["name"], {key: value for key, value in rule.items() if key != "name"}
    match name:
        case "epsilon":
            return Epsilon(scale="absolute", **rule, **where)
        case "epsilon_std":
            return Epsilon(scale="layer", sign="unsigned", **rule, **where)
        case "zbox":
            rule.pop("bias", None)
            return ZBox(gauge="weights", **rule, **where)
        case "flat":
            return Flat(**where)
        case "wsquare":
            return WSquare(**{"bias": "absorb"} | rule, **where)
        case _:
            return {"gamma": Gamma, "alphabeta": AlphaBeta}[name](**rule, **where)


_LRP = {"epsilon", "epsilon_std", "gamma", "alphabeta", "zbox", "wsquare", "flat"}


_PROGRAMS: dict[tuple[str, Any], Program] = {}


def program_of(network: dict[str, Any], x: Tensor, target: Any) -> Program:
    """Capture a network once for all its expectations."""
    key = (json.dumps(network), target)
    if key not in _PROGRAMS:
        _PROGRAMS[key] = capture(Network(network), x.double(), target=target)
    return _PROGRAMS[key].to(x.device, x.dtype)


def propagate(case: dict[str, Any], rules: Rules, reference: Any) -> Found:
    """Walk once; without a reference the input is compared with zeros."""
    x = torch.tensor([case["input"]], dtype=case.get("dtype", torch.float64))
    zeros = torch.zeros_like(x)
    at = zeros if reference is None else torch.tensor([reference], dtype=x.dtype)
    program = program_of(case["network"], x, case["target"])
    values, trace = program.values(x), []

    def observe(step: Step, message: Any, sent: Sent, _: Any) -> None:
        if isinstance(message, Relevance) and step.origin.module:
            parts = zip(step.inputs, sent.messages, strict=True)
            total = sum(part.of(values[name]).sum() for name, part in parts)
            trace.append([step.origin.module, total])

    (walked,) = walk(program, rules.plan(program, "this method"), x, at, observe=observe)
    message = walked.message
    if message.ratio is None:
        return Found(message.of(x - at)[0], relevance_sum_after_node=trace)
    projected = message.ratio - (message.ratio * at).sum(1, keepdim=True)
    return Found(message.of(x - at)[0], message.ratio[0], projected[0], trace)


def walk_runner(name: str, expected: Any) -> Runner | None:
    """Return what computes an expectation by a walk, or None."""
    if name in _RUNNERS:
        return _RUNNERS[name]
    rules = expected.get("rules") if isinstance(expected, dict) else None
    if rules and {rule["name"] for rule in rules.values()} <= _LRP:
        return _lrp
    if name.startswith("deepshap_"):
        return _deepshap
    if re.fullmatch(r"epsilon_[0-9.e-]+", name) and "attribution" in expected:
        epsilon = float(name.removeprefix("epsilon_"))
        return lambda case, _: _lrp(
            case, {"rules": {"default": {"name": "epsilon", "epsilon": epsilon}}}
        )
    return None
