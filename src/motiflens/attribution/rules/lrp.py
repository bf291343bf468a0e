"""Layer-wise relevance propagation: which rule each operation of a model follows.

Bach et al. 2015 (PLoS ONE 10:e0130140); composites: Montavon et al. 2019 (LNCS 11700:193-209). At
the layers that read the sequence, the input is read as x - reference and the layer's value at the
reference as its bias (but for z-box, w^2 and flat, which do not ask for either): position scores
then do not depend on the gauge of the weights, and every base has a hypothetical score. With a
reference of zeros that is LRP in its plain form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from motiflens.attribution.composites import RelevanceOptions
from motiflens.attribution.fold import fold_into_next_layer
from motiflens.attribution.lrp_rules import LayerRule, Where
from motiflens.attribution.messages import Relevance, Sent
from motiflens.attribution.operations import (
    ActivationFunction,
    Add,
    Affine,
    Concat,
    Dense,
    LogSumExp,
    MatrixMap,
    MatrixProduct,
    Maximum,
    Operation,
    Product,
    Shape,
    Weighted,
)
from motiflens.attribution.plan import Plan, Pull, Rule, Rules, Site
from motiflens.attribution.program import Program, Step
from motiflens.attribution.rules import lrp_passing as passing
from motiflens.attribution.rules.layers import LAYER_RULES, Layer
from motiflens.errors import ConfigError


def composite_rules(options: RelevanceOptions) -> Rules:
    """Return the rules of LRP with the composite that the options give."""
    composite = options.composite()
    maximum = passing.winner if options.maxima == "winner" else passing.maximum_in_proportion
    table: dict[type[Operation], Rule] = {
        Weighted: layer_rule(composite[-1]),
        Affine: passing.in_proportion,
        Shape: passing.shape,
        Concat: passing.concat,
        Add: passing.add,
        ActivationFunction: passing.passed,
        Maximum: maximum,
        LogSumExp: passing.logsumexp,
        Product: passing.product(None),
        MatrixProduct: passing.matrix_product(None),
    }
    signals = options.products == "signal"

    def refine(program: Program, plan: Plan) -> Plan:
        chosen = resolve(program, plan, composite)
        rules = {**plan.rules, **{name: layer_rule(rule) for name, rule in chosen.items()}}
        notes = {name: str(rule) for name, rule in chosen.items()}
        for name, gate in (passing.gates(program) if signals else {}).items():
            if name in rules:
                step = program.step(name)
                matrices = isinstance(step.operation, MatrixProduct)
                rules[name] = (passing.matrix_product if matrices else passing.product)(gate)
                notes[name] = f"{step.inputs[gate]} is the gate"
        return replace(plan, rules=rules, notes=notes)

    def unsent(program: Program) -> frozenset[tuple[str, int]]:
        return frozenset(passing.gates(program).items() if signals else ())

    return Rules(
        "lrp",
        table,
        start="value",
        refine=refine,
        prepare=fold_into_next_layer,
        unsent=unsent,
    )


def layer_rule(chosen: LayerRule) -> Rule:
    """Return a rule of the table, `motiflens.attribution.lrp_rules`, for use in a walk."""
    compute = LAYER_RULES[chosen.rule]

    def rule(site: Site) -> Pull:
        pull_layer = compute(Layer(site), chosen)

        def pull(relevance: Relevance) -> Sent:
            sent, kept = pull_layer(relevance)
            return Sent((sent,), kept)

        return pull

    rule.__doc__ = compute.__doc__
    rule.__qualname__ = compute.__qualname__
    return rule


def resolve(program: Program, plan: Plan, composite: Sequence[LayerRule]) -> dict[str, LayerRule]:
    """Return the rule of each layer with weights, by the name of its step.

    Raises
    ------
    ConfigError
        Where no rule fits a layer, or a rule for named layers fits none.
    """
    layers = [
        step
        for step in program.steps
        if step.name in plan.rules and isinstance(step.operation, Weighted)
    ]
    found, depths = {}, _depths(program, layers)
    for step in layers:
        fitting = (rule for rule in composite if _fits(rule.where, step, depths[step.name]))
        chosen = next(fitting, None)
        if chosen is None:
            raise ConfigError(
                f"no rule of the composite is for {step.label} ({step.operation.title})",
                fix="add one without `where` at the end",
                where="rules",
            )
        found[step.name] = chosen
    for rule in composite:
        if rule.where.name and not any(fnmatchcase(step.label, rule.where.name) for step in layers):
            raise ConfigError(
                f"no layer with weights is named {rule.where.name}",
                fix="choose among " + ", ".join(dict.fromkeys(step.label for step in layers)),
                where="rules",
            )
    return found


def _depths(program: Program, layers: Sequence[Step]) -> dict[str, float]:
    """Return how far from x each layer stands, 0 for the first and 1 for the farthest.

    Layers are counted along the longest way, so that branches beside each other are alike.
    """
    counted = {step.name for step in layers}
    before: dict[str, int] = {}
    for step in program.steps:
        most = max((before.get(name, 0) for name in step.inputs), default=0)
        before[step.name] = most + (step.name in counted)
    last = max((before[name] for name in counted), default=1)
    return {name: (before[name] - 1) / max(last - 1, 1) for name in counted}


def _fits(where: Where, step: Step, depth: float) -> bool:
    dense = isinstance(step.operation, Dense | MatrixMap)
    if where.kind is not None and where.kind != ("dense" if dense else "convolution"):
        return False
    if where.name is not None and not fnmatchcase(step.label, where.name):
        return False
    if where.input and not step.at_input[0]:
        return False
    return where.depth is None or where.depth[0] <= depth <= where.depth[1]
