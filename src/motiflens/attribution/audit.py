"""Whether methods are exact on a model: its operations, their rules, and the sums of a trial."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch
from pydantic import BaseModel
from torch import Tensor, nn

from motiflens.attribution.audit_record import Audit, MethodAudit, Refused
from motiflens.attribution.batch import Batch
from motiflens.attribution.capture import Target, survey
from motiflens.attribution.explainer import check_inputs, home
from motiflens.attribution.inventory import (
    inventory,
    legend,
    refusals,
    resolution,
    unreadable,
)
from motiflens.attribution.methods import METHODS, PROPAGATING
from motiflens.attribution.program import Program
from motiflens.attribution.propagation import load_rules
from motiflens.attribution.references import Reference, References, resolve_references
from motiflens.attribution.trial import try_method
from motiflens.attribution.trial_whole import try_whole
from motiflens.config import method_options
from motiflens.models.device import exact_float32, resolve_device

_REFERENCES = 4  # of a sequence where they are drawn: enough to see whether sums add up


def audit(
    model: nn.Module,
    x: Tensor,
    *,
    methods: Sequence[str] | Mapping[str, Mapping[str, Any]] = tuple(PROPAGATING),
    target: Target | list[Target] = None,
    args: Sequence[Tensor] = (),
    reference: Reference | None = None,
    pool: Tensor | None = None,
    frequencies: Sequence[float] | Tensor | None = None,
    batch_size: int = 64,
    device: str | torch.device | None = None,
) -> Audit:
    """Say for each method whether it is exact on a model, and where it is not.

    The model is captured once. Each method that has a rule for all of its operations then
    explains x, in the model's precision, and what each operation got is held against what it
    handed on. Methods that are no walk are tried as a whole, on the first few sequences.

    Parameters
    ----------
    model, target, args, pool, frequencies, device
        As in `motiflens.explain`.
    x
        Sequences that the methods are tried on, (N, 4, L); some dozens are enough.
    methods
        Names, or names with the options of each.
    reference
        As in `motiflens.explain`; each method's own where not given.
    batch_size
        Sequences in one pass.

    Raises
    ------
    InputError
        Where shapes do not fit.
    ConfigError
        Where there is no such method, option or reference; `DeviceError` where no such device.
    CaptureError, UnsupportedOperationError
        Where the model cannot be captured at all; the line is named.
    """
    asked = methods if isinstance(methods, Mapping) else {name: {} for name in methods}
    chosen = {name: method_options(name, dict(options)) for name, options in asked.items()}
    own, precision = home(model)
    examples = [tensor[:1].to(own, precision) for tensor in check_inputs(x, args)]
    place = own if device is None else resolve_device(str(device))
    targets = target if isinstance(target, list) else [target]
    beside = {"reference": reference, "pool": pool, "frequencies": frequencies}
    inputs = tuple(tensor.to(place, precision) for tensor in (x, *args))
    walking = {name: options for name, options in chosen.items() if METHODS[name].rules}
    found = Audit(len(x), str(precision).removeprefix("torch."), (), (), (), {})
    if walking:
        program = survey(model, examples[0], examples[1:], targets).to(place, precision)
        found = _walked(program, walking, inputs, beside, batch_size, found)
    audited = {one.name: one for one in found.methods}
    how = beside | {"device": place, "batch_size": batch_size}
    for name, options in asked.items():
        if name not in audited:
            audited[name] = try_whole(name, options, model, x, targets, args, how)
    return replace(found, methods=tuple(audited[name] for name in asked))


def _walked(
    program: Program,
    options: Mapping[str, BaseModel],
    inputs: Sequence[Tensor],
    beside: Mapping[str, Any],
    batch_size: int,
    empty: Audit,
) -> Audit:
    """Return the audit of methods that are one walk each."""
    rules = {name: load_rules(METHODS[name].rules)(own) for name, own in options.items()}
    unread = unreadable(program)
    refused = {name: unread + refusals(program, METHODS[name], rules[name]) for name in rules}
    runs = [name for name in rules if not refused[name]]
    programs = {name: rules[name].prepared(program) for name in runs}
    plans = {name: rules[name].plan(programs[name], METHODS[name].title) for name in runs}
    rows, row_of = inventory(program, rules, plans)

    def tried(name: str) -> MethodAudit:
        if refused[name]:
            return _refused(name, refused[name])
        references = resolve_references(
            METHODS[name].reference if beside["reference"] is None else beside["reference"],
            inputs[0],
            count=_REFERENCES,
            pool=beside["pool"],
            frequencies=beside["frequencies"],
        )
        batches = _batches(inputs, references, batch_size)
        return try_method(
            METHODS[name], programs[name], plans[name], batches, row_of, references.name
        )

    with exact_float32(), torch.inference_mode():
        audited = tuple(tried(name) for name in rules)
    return replace(
        empty,
        operations=rows,
        refused=tuple(dict.fromkeys(found for name in rules for found in refused[name])),
        methods=audited,
        rules={name: legend(plan, programs[name]) for name, plan in plans.items()},
        composites={
            name: resolution(plan, programs[name]) for name, plan in plans.items() if plan.notes
        },
    )


def _batches(inputs: Sequence[Tensor], references: References, size: int) -> list[Batch]:
    batches = []
    for rows in torch.arange(len(inputs[0])).split(size):  # type: ignore[no-untyped-call]
        x, *args = (tensor[rows] for tensor in inputs)
        batches.append(Batch(x, references.make(references.group[rows]), None, tuple(args)))
    return batches


def _refused(name: str, found: Sequence[Refused]) -> MethodAudit:
    first, others = found[0], len(found) - 1
    more = f", and {others} more" if others else ""
    verdict = f"refused because {first.reason} ({first.place}){more}"
    return MethodAudit(name, runs=False, adds_up=None, verdict=verdict)
