"""A method tried on some sequences: whether the sums add up, and where they break."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from motiflens.attribution.audit_record import Imbalance, MethodAudit
from motiflens.attribution.balance import imbalance
from motiflens.attribution.batch import Batch, explain_once
from motiflens.attribution.completeness import summary, tolerance_of
from motiflens.attribution.inventory import place_of
from motiflens.attribution.methods import Method
from motiflens.attribution.plan import Plan
from motiflens.attribution.program import Program
from motiflens.attribution.result import Attribution


@dataclass(frozen=True)
class Sums:
    """What explaining some sequences in one precision says of the sums.

    Attributes
    ----------
    relative, absolute
        (n, m) completeness errors against every reference, for every explained output.
    off
        (n,) bool: which sequences' sums are off by more than rounding.
    lost
        (n,) by the name of each step: what it did not hand on against the first reference, in
        the unit of the output; and the same relative, as completeness errors are.
    """

    relative: Tensor
    absolute: Tensor
    off: Tensor
    lost: dict[str, tuple[Tensor, Tensor]]


def try_method(
    method: Method,
    program: Program,
    plan: Plan,
    batches: Sequence[Batch],
    row_of: Mapping[str, int],
    reference: str,
) -> MethodAudit:
    """Return what comes of a method on some batches.

    Parameters
    ----------
    method, program, plan
        The method, and its plan of the program, which is in the precision of the batches.
    batches
        Sequences and their references.
    row_of
        Row of each step in the inventory, by its name.
    reference
        Name of the references.
    """
    found = _joined([_sums(method, program, plan, batch) for batch in batches])
    off = int(found.off.sum())
    worst, broken = found, method.complete and bool(off)
    if broken and batches[0].x.dtype != torch.float64:
        again = _in_float64(method, program, plan, batches, found.off)
        broken = bool(again.off.any())
        worst = again if broken else found
    at = _first_break(program, worst, row_of) if method.complete and off else None
    return MethodAudit(
        name=method.name,
        runs=True,
        adds_up=not broken if method.complete else None,
        verdict=_verdict(method, len(found.off), off, worst if broken else None, at),
        reference=reference,
        completeness=summary(found.relative, found.absolute, off if method.complete else 0),
        balance=_balance(program, found, row_of),
        breaks_at=at,
    )


def _sums(method: Method, program: Program, plan: Plan, batch: Batch) -> Sums:
    batch = batch.filled()
    results = explain_once(method, program, plan, batch)
    lost = imbalance(program, plan, batch.x, batch.references[:, 0].expand_as(batch.x), batch.args)
    scale = torch.stack([_explained(method, found) for found, _ in results]).sum(0)
    return Sums(
        relative=torch.cat([found.completeness_error for found, _ in results], 1),
        absolute=torch.cat([found.absolute_error for found, _ in results], 1),
        off=torch.stack([off for _, off in results]).any(0),
        lost={
            name: (amount, torch.where(amount == 0, 0, amount / scale))
            for name, amount in lost.items()
        },
    )


def _explained(method: Method, found: Attribution) -> Tensor:
    """Return what completeness errors of the first reference are relative to, (n,)."""
    explained = found.prediction
    if method.explains == "difference":
        explained = explained - found.reference_prediction[:, 0]
    return torch.maximum(explained.abs(), found.scores.abs().sum(1))


def _in_float64(
    method: Method, program: Program, plan: Plan, batches: Sequence[Batch], off: Tensor
) -> Sums:
    """Return the sums of those sequences (n,) that are off, in float64."""
    exact = program.to(batches[0].x.device, torch.float64)
    chosen = zip(batches, off.split([len(batch.x) for batch in batches]), strict=True)  # type: ignore[no-untyped-call]
    return _joined(
        [
            _sums(method, exact, plan, batch.rows(some).to(torch.float64))
            for batch, some in chosen
            if bool(some.any())
        ]
    )


def _joined(parts: Sequence[Sums]) -> Sums:
    lost = [part.lost for part in parts]
    return Sums(
        relative=torch.cat([part.relative for part in parts]),
        absolute=torch.cat([part.absolute for part in parts]),
        off=torch.cat([part.off for part in parts]),
        lost={
            name: (
                torch.cat([one[name][0] for one in lost]),
                torch.cat([one[name][1] for one in lost]),
            )
            for name in lost[0]
        },
    )


def _balance(program: Program, found: Sums, row_of: Mapping[str, int]) -> tuple[Imbalance, ...]:
    """Return the largest imbalance of each operation, in the order of the model."""
    return tuple(
        Imbalance(
            operation=row_of[step.name],
            kind=step.operation.title,
            place=place_of(step.origin),
            absolute=_largest(found.lost[step.name][0]),
            relative=_largest(found.lost[step.name][1]),
        )
        for step in program.steps
        if step.name in found.lost
    )


def _first_break(program: Program, found: Sums, row_of: Mapping[str, int]) -> Imbalance:
    """Return the first operation, from the output back, that loses more than rounding explains."""
    backwards = _balance(program, found, row_of)[::-1]
    tolerance = tolerance_of(found.relative)
    over = (one for one in backwards if one.relative > tolerance)
    return next(over, max(backwards, key=lambda one: one.relative))


def _largest(values: Tensor) -> float:
    return float(values.nan_to_num(torch.inf).max())


def _verdict(method: Method, n: int, off: int, broken: Sums | None, at: Imbalance | None) -> str:
    if not method.complete:
        return "runs; its scores need not add up to anything"
    if broken is not None and at is not None:
        return (
            f"does not add up: it misses {_largest(broken.relative):.1e} of what it explains, and "
            f"the sum first breaks at {at.kind} ({at.place})"
        )
    if off:
        return f"exact on every operation; {off} of {n} sequences need float64"
    return "exact on every operation"
