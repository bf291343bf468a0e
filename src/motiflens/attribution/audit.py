"""Where a sum broke: the balance of each operation by itself."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from motiflens.attribution.program import Program, Step
from motiflens.attribution.walk import AtInput, Message, Rules, Sent, walk


def imbalance(
    program: Program, rules: Rules, x: Tensor, reference: Tensor, args: Sequence[Tensor] = ()
) -> dict[str, Tensor]:
    """Return, for each operation by its label, by how much it does not hand on what it got.

    For multipliers what arrives is sum m (y - y0) and what leaves sum m (x - x0) over the inputs;
    for relevance, sums of relevance, with what was absorbed. All are in the output's unit, (N,).
    """
    at_x, at_reference = program.values(x, *args), program.values(reference, *args)
    relevance = rules.start == "value"
    found: dict[str, Tensor] = {}

    def amount(message: Message, name: str) -> Tensor:
        change = at_x[name] - at_reference[name]
        if isinstance(message, AtInput):
            parts = [message.ratio * change] if message.ratio is not None else []
            parts += [message.given] if message.given is not None else []
            return sum((_total(part, len(x)) for part in parts), start=x.new_zeros(len(x)))
        return _total(message if relevance else message * change, len(x))

    def observe(step: Step, message: Message, sent: Sent) -> None:
        left = amount(message, step.name)
        for name, part in zip(step.inputs, sent.messages, strict=True):
            left = left - amount(part, name)
        if sent.absorbed is not None:
            left = left - sent.absorbed
        found[step.label] = found.get(step.label, x.new_zeros(len(x))) + left.abs()

    walk(program, rules, x, reference, args, observe=observe)
    return found


def _total(values: Tensor, batch: int) -> Tensor:
    if values.shape[0] != batch:
        values = values.reshape(batch, -1)
    return values.flatten(1).sum(1) if values.dim() > 1 else values
