"""The balance of each operation by itself: where a sum breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from motiflens.attribution.messages import Message, Pair, Relevance, Sent
from motiflens.attribution.operations import Concat, Shape
from motiflens.attribution.plan import Plan
from motiflens.attribution.program import Program, Step
from motiflens.attribution.walk import walk


def imbalance(
    program: Program, plan: Plan, x: Tensor, reference: Tensor, args: Sequence[Tensor] = ()
) -> dict[str, Tensor]:
    """Return, for each step by its name, by how much it does not hand on what it got.

    For multipliers what arrives is sum m (y - y0) and what leaves sum m (x - x0) over the inputs;
    for relevance, sums of relevance, with what was absorbed. All are in the output's unit, (N,);
    the sum over several explained outputs is that of their sizes.
    """
    at_x = program.values(x, *args)
    at_reference = program.values(reference, *args, frozen=at_x)
    # On the way from the first layer to x, relevance is of the distance to the reference.
    moved = {
        step.name
        for step in program.steps
        if isinstance(step.operation, Shape | Concat) and all(step.at_input)
    }
    found: dict[str, Tensor] = {}

    def amount(
        message: Message | None, name: str, parts: Mapping[str, Pair], on_the_way: bool
    ) -> Tensor:
        if message is None:
            return x.new_zeros(len(x))
        if isinstance(message, Relevance) and not on_the_way:
            return _total(message.of(at_x[name]), len(x))
        # Equal infinities, as masks hold them, differ by nothing.
        change = at_x[name] - at_reference[name]
        change = torch.where(at_x[name] == at_reference[name], 0, change)
        if isinstance(message, Relevance):
            return _total(message.of(change), len(x))
        if isinstance(message, Pair):
            if name not in parts:
                return _total(message.for_change(change) * change, len(x))
            both = message.plus * parts[name].plus + message.minus * parts[name].minus
            return _total(both, len(x))
        return _total(message * change, len(x))

    def observe(step: Step, message: Message, sent: Sent, parts: Mapping[str, Pair]) -> None:
        left = amount(message, step.name, parts, step.name in moved)
        for name, part, at_input in zip(step.inputs, sent.messages, step.at_input, strict=True):
            left = left - amount(part, name, parts, at_input)
        for kept in (sent.absorbed or {}).values():
            left = left - kept
        found[step.name] = found.get(step.name, x.new_zeros(len(x))) + left.abs()

    walk(program, plan, x, reference, args, observe=observe)
    return found


def _total(values: Tensor, batch: int) -> Tensor:
    if values.shape[0] != batch:
        values = values.reshape(batch, -1)
    return values.flatten(1).sum(1) if values.dim() > 1 else values
