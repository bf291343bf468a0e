"""DeepLIFT with the RevealCancel rule (Shrikumar, Greenside and Kundaje 2017, eq. 17-19).

A unit's change is followed in two parts, what raised it and what lowered it. The effect of each
on the unit's output is found in the absence and in the presence of the other, and averaged, so
that parts which cancel are both seen. The multiplier of a part that is empty is taken in the
limit, as a derivative; the first implementation adds a small number in float32 there, and
divides rounding by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import torch
from torch import Tensor

from motiflens.attribution.messages import Message, Pair, Sent, as_pair
from motiflens.attribution.operations import ActivationFunction, Dense, Elementwise
from motiflens.attribution.options import MethodOptions
from motiflens.attribution.plan import Plan, Pull, Rules, Site
from motiflens.attribution.program import Program, Step
from motiflens.attribution.rules.deeplift import rescale_rules
from motiflens.attribution.rules.parts import Carrier, carrier, parts_of


def revealcancel(site: Site) -> Pull:
    """Send each part's multiplier times its effect over itself."""
    effects = _effects(site)

    def pull(message: Message) -> Sent:
        pair = as_pair(message)
        return Sent((Pair(pair.plus * effects.plus, pair.minus * effects.minus),))

    return pull


def _split(site: Site) -> Pair:
    effects, parts = _effects(site), parts_of(site)
    return Pair(effects.plus * parts.plus, effects.minus * parts.minus)


def _effects(site: Site) -> Pair:
    """Return the effect of each part over itself: the mean of two secants (eq. 17-19)."""
    operation, parts = cast(Elementwise, site.operation), parts_of(site)
    z, z0 = site.inputs[0], site.reference_inputs[0]
    raised, lowered = z0 + parts.plus, z0 + parts.minus
    return Pair(
        (_secant(operation, raised, z0) + _secant(operation, z, lowered)) / 2,
        (_secant(operation, lowered, z0) + _secant(operation, z, raised)) / 2,
    )


def _secant(operation: Elementwise, z: Tensor, z0: Tensor) -> Tensor:
    # Of a part that is empty at a kink the derivative is that on the right, as in the original.
    z = torch.where(z == z0, z + torch.finfo(z.dtype).tiny, z)
    return operation.secant(z, z0, operation.forward(z), operation.forward(z0))


_ACTIVATION = Carrier(_split, lambda _: revealcancel, carries=True)


def _refine(follows: Callable[[Program, Step], bool]) -> Callable[[Program, Plan], Plan]:
    """Return what puts RevealCancel, and pairs where it needs them, into a plan of Rescale."""

    def refine(program: Program, plan: Plan) -> Plan:
        rules, splits = dict(plan.rules), {}
        wanted: set[str] = set()
        for step in reversed(program.steps):
            if step.name not in rules:
                continue
            chosen = isinstance(step.operation, ActivationFunction) and follows(program, step)
            treats = _ACTIVATION if chosen else carrier(step.operation)
            if chosen or step.name in wanted:
                rules[step.name] = treats.rule(rules[step.name])
            if step.name in wanted:
                splits[step.name] = treats.split
            if chosen or (step.name in wanted and treats.carries):
                wanted.update(step.inputs)
        if program.inputs[0] in wanted:
            splits[program.inputs[0]] = parts_of
        return replace(plan, rules=rules, splits=splits)

    return refine


def _after_dense_layers(program: Program, step: Step) -> bool:
    """Return whether an activation's input comes from dense layers, and from none other.

    What carries parts (batch norm, pooling, reshaping, sums) is looked through.
    """
    steps = {found.name: found for found in program.steps}
    names, layers = list(step.inputs), []
    while names:
        before = steps.get(names.pop())
        if before is None or not before.active:
            continue
        if carrier(before.operation).carries and not isinstance(before.operation, Elementwise):
            names.extend(before.inputs)
        else:
            layers.append(before.operation)
    return bool(layers) and all(isinstance(layer, Dense) for layer in layers)


def revealcancel_rules(options: MethodOptions) -> Rules:
    """Return the rules of RevealCancel at every activation; it has no options."""
    return replace(rescale_rules(options), refine=_refine(lambda *_: True))


def genomics_rules(options: MethodOptions) -> Rules:
    """Return Rescale after convolutions and RevealCancel after dense layers; no options."""
    return replace(rescale_rules(options), refine=_refine(_after_dense_layers))
