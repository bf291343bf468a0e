"""LRP through operations without weights of their own: how relevance is passed on.

Activations pass it, shapes move it, sums and averages share it in proportion, of a maximum the
winner takes all, and of a product the signal. A gate is a sigmoid, or an arithmetic function: the
exponential at the end of a softmax, the inverse root of a normalisation. Leaving gates out is the
rule of Arras et al. 2019 (LNCS 11700:211-238) for LSTM, and that of Ali et al. 2022 (ICML, PMLR
162:435-451) for attention (AH) and layer normalisation (LN); halves are those of Ding et al. 2017
(ACL, 1150-1159).
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from motiflens.attribution.messages import Relevance, Sent
from motiflens.attribution.operations import (
    ActivationFunction,
    Add,
    Affine,
    Concat,
    Detach,
    Diagonal,
    Elementwise,
    LogSumExp,
    MatrixProduct,
    Maximum,
    Product,
    Shape,
    compiled,
)
from motiflens.attribution.operations.base import unbroadcast
from motiflens.attribution.operations.rectified import RectifiedMaximum
from motiflens.attribution.plan import Pull, Rule, Site
from motiflens.attribution.program import Program, Step
from motiflens.attribution.rules.relevance import Quotient, as_ratio, merged
from motiflens.attribution.sums import inner

_SIGMOIDS = frozenset({"sigmoid", "hardsigmoid"})
_THROUGH_ZERO = frozenset({"relu", "leaky_relu", "prelu"})


def shape(site: Site) -> Pull:
    """Send relevance where the numbers came from."""
    operation, size = cast(Shape, site.operation), site.inputs[0].shape
    return lambda relevance: Sent((relevance.each(lambda part: operation.transpose(part, size)),))


def concat(site: Site) -> Pull:
    """Send each input its part."""
    operation = cast(Concat, site.operation)
    shapes = tuple(value.shape for value in site.inputs)

    def pull(relevance: Relevance) -> Sent:
        parts = [
            [None] * len(shapes) if part is None else operation.split(part, shapes)
            for part in (relevance.ratio, relevance.size, relevance.given)
        ]
        sent = tuple(Relevance(*three) for three in zip(*parts, strict=True))
        if all(site.step.at_input):
            return Sent(sent)
        return Sent(_marked(site, sent))

    return pull


def passed(site: Site) -> Pull:
    """Send relevance on unchanged."""
    function, (z,), y = cast(ActivationFunction, site.operation), site.inputs, site.output
    slope = function.slope(z) if function.name in _THROUGH_ZERO else None

    def pull(relevance: Relevance) -> Sent:
        if slope is None or relevance.ratio is None:
            return Sent((Relevance(given=relevance.of(y)),))
        rising = function.name == "relu" and relevance.given is None
        sent = Relevance(relevance.ratio * slope, given=relevance.given, rising=rising)
        return Sent(_marked(site, (sent,)))

    return pull


def in_proportion(site: Site) -> Pull:
    """Send in proportion to what each input gave; a constant keeps its share."""
    operation, at_input = cast(Affine, site.operation), site.step.at_input[0]
    rows, size = site.step.rows or 1, site.inputs[0].shape
    constant = site.reference_output if at_input else operation.offset()

    def pull(relevance: Relevance) -> Sent:
        ratio, kept = as_ratio(relevance, site.output, rows)
        if constant is not None:
            kept = merged(kept, {"bias": inner(ratio, constant, rows)})
        return Sent((Relevance(operation.transpose(ratio, size)),), kept)

    return pull


def add(site: Site) -> Pull:
    """Send in proportion to the two summands."""
    rows, factor = site.step.rows or 1, cast(Add, site.operation).factor
    first, second = (value.shape for value in site.inputs)

    def pull(relevance: Relevance) -> Sent:
        ratio, kept = as_ratio(relevance, site.output, rows)
        sent = (
            Relevance(unbroadcast(ratio, first)),
            Relevance(unbroadcast(ratio if factor == 1 else factor * ratio, second)),
        )
        return Sent(_marked(site, sent), kept)

    return pull


def winner(site: Site) -> Pull:
    """Send relevance to the winner of each maximum; ties go to the first element."""
    operation, size = cast(Maximum, site.operation), site.inputs[0].shape
    _, index = operation.winners(site.inputs[0])

    def pull(relevance: Relevance) -> Sent:
        sent = relevance.each(lambda part: operation.scatter(size, (part, index)))
        return Sent(_marked(site, (sent,)))

    return pull


def rectified_winner(site: Site) -> Pull:
    """Send what the rules of a maximum and of the ReLU before it send together."""
    operation, (z,) = cast(RectifiedMaximum, site.operation).maximum, site.inputs
    winners = compiled.passing_winners(z, operation.adjoining)

    def pull(relevance: Relevance) -> Sent:
        if winners is not None and relevance.ratio is not None and relevance.given is None:
            sent = Relevance(winners.send(relevance.ratio))
        else:
            largest, index = operation.winners(z)
            ratio = None if relevance.ratio is None else relevance.ratio * (largest > 0)
            through = Relevance(ratio, given=relevance.given)
            sent = through.each(lambda part: operation.scatter(z.shape, (part, index)))
        sent = replace(sent, rising=relevance.given is None)
        return Sent(_marked(site, (sent,)))

    return pull


def maximum_in_proportion(site: Site) -> Pull:
    """Send in proportion to what each element would give to the sum in the maximum's place."""
    operation, rows = cast(Maximum, site.operation), site.step.rows or 1
    x = site.inputs[0]
    quotient = Quotient(site.output, operation.sums(x))

    def pull(relevance: Relevance) -> Sent:
        ratio = operation.spread(quotient.of(relevance), x.shape)
        return Sent(_marked(site, (Relevance(ratio),)), quotient.unplaced(relevance, rows))

    return pull


def logsumexp(site: Site) -> Pull:
    """Send each element its weight in the softmax: the soft form of winner takes all."""
    operation = cast(LogSumExp, site.operation)

    def pull(relevance: Relevance) -> Sent:
        arrived = operation.restore(relevance.of(site.output))
        return Sent((Relevance(given=arrived * operation.slopes(site.inputs[0])),))

    return pull


def product(gate: int | None) -> Rule:
    """Return the rule of a product of which one factor is a gate, or none."""

    def rule(site: Site) -> Pull:
        """Send all to the signal where one factor is a gate, else half to each factor."""
        rows, whole = site.step.rows or 1, 0.5 if gate is None else 1.0

        def pull(relevance: Relevance) -> Sent:
            ratio, kept = as_ratio(relevance, site.output, rows)
            a, b = (
                None
                if number == gate
                else Relevance(unbroadcast(whole * ratio * other, value.shape))
                for number, (value, other) in enumerate(
                    zip(site.inputs, reversed(site.inputs), strict=True)
                )
            )
            return Sent(_marked(site, (a, b)), kept)

        return pull

    return rule


def matrix_product(gate: int | None) -> Rule:
    """Return the rule of a product of matrices of which one is a gate, or none."""

    def rule(site: Site) -> Pull:
        """Send all to the matrix that is no gate, as attention's weights are; else half to each."""
        a, b = site.inputs
        rows, whole = site.step.rows or 1, 0.5 if gate is None else 1.0

        def pull(relevance: Relevance) -> Sent:
            ratio, kept = as_ratio(relevance, site.output, rows)
            ratio = whole * ratio
            to_a = None if gate == 0 else Relevance(unbroadcast(ratio @ b.mT, a.shape))
            to_b = None if gate == 1 else Relevance(unbroadcast(a.mT @ ratio, b.shape))
            return Sent(_marked(site, (to_a, to_b)), kept)

        return pull

    return rule


def gates(program: Program) -> dict[str, int]:
    """Return which factor of each product is a gate, by the name of the step.

    None is where both or neither could be.
    """
    steps = {step.name: step for step in program.steps}
    found = {}
    for step in program.steps:
        if isinstance(step.operation, Product | MatrixProduct):
            closing = [_closes(steps, name) for name in step.inputs]
            if closing.count(True) == 1:
                found[step.name] = closing.index(True)
    return found


def _closes(steps: dict[str, Step], name: str) -> bool:
    """Return whether a value is a gate: a sigmoid or a step of arithmetic, moved or scaled."""
    while name in steps and isinstance(steps[name].operation, Shape | Diagonal):
        name = steps[name].inputs[0]
    if name not in steps:
        return False
    operation = steps[name].operation
    if isinstance(operation, ActivationFunction):
        return operation.name in _SIGMOIDS
    return isinstance(operation, Elementwise | Detach)


def _marked(site: Site, sent: tuple[Relevance | None, ...]) -> tuple[Relevance | None, ...]:
    """Return what is sent, as given where it reaches x without having passed a layer.

    It is no multiple of the distance to the reference.
    """
    return tuple(
        Relevance(given=part.of(value)) if reached and part is not None else part
        for part, reached, value in zip(sent, site.step.at_input, site.inputs, strict=True)
    )
