"""A map: a layer's output, what lies above it, and which bases each of its positions sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import torch
from torch import Tensor

from motiflens.attribution.cam.layers import above
from motiflens.attribution.gradient_options import GradientOptions
from motiflens.attribution.messages import Message
from motiflens.attribution.operations import Weighted
from motiflens.attribution.plan import Plan
from motiflens.attribution.program import Program, Step
from motiflens.attribution.rules.gradient import gradient_rules
from motiflens.attribution.walk import walk

Values = Mapping[str, Tensor]
"""All values of a pass, by name."""


@dataclass(frozen=True)
class Map:
    """The output of a layer, (N, channels, ...), of a program with one output.

    Attributes
    ----------
    program
        With the one output.
    layer
        Whose output it is.
    plan
        The gradient's rules from the program's output down to the map.
    spread
        (Z, L) how each position of the map is shared among the bases that it sees.
    """

    program: Program
    layer: Step
    plan: Plan
    spread: Tensor

    def activations(self, values: Values) -> Tensor:
        """Return the map, (N, channels, Z)."""
        return values[self.layer.name].flatten(2)

    def gradient(self, values: Values) -> Tensor:
        """Return the gradient of the output with respect to the map, (N, channels, Z)."""
        arrived: list[Tensor] = []

        def observe(step: Step, message: Message, *_: Any) -> None:
            if step.name == self.layer.name:
                arrived.append(cast(Tensor, message))

        walk(self.program, self.plan, values, values, observe=observe)
        return arrived[0].expand_as(values[self.layer.name]).flatten(2)

    def without(self, values: Values) -> Tensor:
        """Return the output, (N,), as if the map were 0 everywhere."""
        found = {**values, self.layer.name: torch.zeros_like(values[self.layer.name])}
        for step in above(self.program, self.layer.name):
            found[step.name] = step.operation.forward(*(found[name] for name in step.inputs))
        return found[self.program.outputs[0]]

    @property
    def head(self) -> str:
        """Name of the last layer with weights above the map, or of the last step of all."""
        higher = above(self.program, self.layer.name)
        weighted = [step for step in higher if isinstance(step.operation, Weighted)]
        return (weighted or higher)[-1].label


def plan_down_to(program: Program, layer: Step, title: str) -> Plan:
    """Return the gradient's plan for the steps from the output down to a layer."""
    plan = gradient_rules(GradientOptions()).plan(program, title)
    kept = {layer.name, *(step.name for step in above(program, layer.name))}
    return replace(plan, rules={name: rule for name, rule in plan.rules.items() if name in kept})
