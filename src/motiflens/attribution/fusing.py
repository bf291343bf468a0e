"""Two operations in a row walked as one, where that saves passes over memory.

The sums are those of the two rules, one after the other; what lies between is not formed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from motiflens.attribution.operations import Maximum
from motiflens.attribution.operations.rectified import RectifiedMaximum
from motiflens.attribution.plan import Plan, Rule
from motiflens.attribution.program import Program, Step
from motiflens.attribution.rules import deeplift, lrp_passing

_TOGETHER: dict[tuple[Rule, Rule], Rule] = {
    (deeplift.secant, deeplift.cross_maximum): deeplift.rectified_maximum,
    (lrp_passing.passed, lrp_passing.winner): lrp_passing.rectified_winner,
}
"""Of a ReLU and of the maximum that alone reads it, the rule of both."""


def fuse(program: Program, plan: Plan) -> tuple[Program, Plan]:
    """Return a program and its plan with each ReLU taken into the maximum that alone reads it."""
    readers = Counter(name for step in program.steps for name in step.inputs)
    readers.update(program.outputs)
    steps: dict[str, Step] = {}
    rules = dict(plan.rules)
    for step in program.steps:
        relu, operation = steps.get(step.inputs[0]), step.operation
        if (
            relu is not None
            and isinstance(operation, Maximum)
            and readers[relu.name] == 1
            and _fits(relu, step, plan)
        ):
            rules[step.name] = _TOGETHER[rules.pop(relu.name), rules[step.name]]
            del steps[relu.name]
            together = RectifiedMaximum(operation)
            step = replace(relu, name=step.name, operation=together, origin=step.origin)
        steps[step.name] = step
    return replace(program, steps=tuple(steps.values())), replace(plan, rules=rules)


def _fits(relu: Step, step: Step, plan: Plan) -> bool:
    pair = (plan.rules.get(relu.name), plan.rules.get(step.name))
    return (
        relu.operation.title == "relu"
        and pair in _TOGETHER
        and plan.splits.keys().isdisjoint((relu.name, step.name))
    )
