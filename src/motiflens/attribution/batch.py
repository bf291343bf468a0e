"""One batch of sequences explained against K references each: scores, and their proof."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from motiflens.attribution.balance import imbalance
from motiflens.attribution.completeness import broken, errors
from motiflens.attribution.messages import Relevance
from motiflens.attribution.methods import Method
from motiflens.attribution.plan import Plan
from motiflens.attribution.program import Program
from motiflens.attribution.result import Attribution, average, splice
from motiflens.attribution.walk import Walked, walk
from motiflens.errors import CompletenessWarning


@dataclass(frozen=True)
class Batch:
    """Sequences and what they are compared with, on one device in one precision.

    Attributes
    ----------
    x
        (n, 4, L); an N is a column of zeros.
    references
        (n, K, 4, L), or (1, K, 4, L) where all share them.
    values
        Of each shared reference all values of a pass, (1, ...); None where there are none.
    args
        Further inputs of the model, (n, ...) each.
    """

    x: Tensor
    references: Tensor
    values: Sequence[Mapping[str, Tensor]] | None
    args: tuple[Tensor, ...]

    def to(self, dtype: torch.dtype) -> Batch:
        """Return the batch in another precision."""
        args = tuple(tensor.to(dtype) for tensor in self.args)
        return Batch(self.x.to(dtype), self.references.to(dtype), None, args)

    def rows(self, chosen: Tensor) -> Batch:
        """Return some of the sequences."""
        references = self.references.expand(len(self.x), -1, -1, -1)
        args = tuple(tensor[chosen] for tensor in self.args)
        return Batch(self.x[chosen], references[chosen], None, args)

    def part(self, some: slice) -> Batch:
        """Return consecutive sequences, against the same shared references."""
        shared = len(self.references) == 1
        references = self.references if shared else self.references[some]
        return replace(
            self,
            x=self.x[some],
            references=references,
            args=tuple(tensor[some] for tensor in self.args),
        )

    def expanded(self) -> tuple[Tensor, ...]:
        """Return the references one by one, for every sequence, (n, 4, L) each."""
        return tuple(one.expand_as(self.x) for one in self.references.unbind(1))

    def at_references(self, outputs: Callable[..., Iterable[Tensor]]) -> tuple[Tensor, ...]:
        """Return what ``outputs`` gives at each reference, (n, K) for every target.

        Parameters
        ----------
        outputs
            Of sequences (m, 4, L) and the further inputs of the model, (m,) for every target.
            Where there are no further inputs, it is asked of shared references once, with m = 1.
        """
        given = self.expanded() if self.args else self.references.unbind(1)
        found = [outputs(one, *self.args) for one in given]
        return tuple(
            torch.stack([one.expand(len(self.x)) for one in of_target], 1)
            for of_target in zip(*found, strict=True)
        )

    def filled(self) -> Batch:
        """Return the batch with the references' mean at every N, so that N scores nothing."""
        unknown = self.x.sum(1, keepdim=True) == 0
        if not bool(unknown.any()):
            return self
        mean = self.references.mean(1)
        x = torch.where(unknown, mean, self.x)
        if self.references.shape[1] == 1:
            return replace(self, x=x)
        # At an N all references take their mean, so that one pass at x serves all of them.
        references = torch.where(unknown[:, None], mean[:, None], self.references)
        return replace(self, x=x, references=references, values=None)


def explain_batch(
    method: Method, program: Program, plan: Plan, batch: Batch, layers: Set[str] = frozenset()
) -> tuple[Attribution, ...]:
    """Return the scores of a batch for each explained output, averaged over the references.

    With ``layers``, relevance of these is kept element by element, where the method has it.
    Sequences whose sums are off, in a precision below float64, are explained again in float64.

    Warns
    -----
    CompletenessWarning
        Where that was needed, or where sums are off in float64 too; the operation is named.
    """
    batch = batch.filled()
    found = explain_once(method, program, plan, batch, layers)
    if not method.complete:
        return tuple(attribution for attribution, _ in found)
    suspects = torch.stack([off for _, off in found]).any(0)
    attributions = tuple(attribution for attribution, _ in found)
    if batch.x.dtype == torch.float64 or not bool(suspects.any()):
        _warn(method, program, plan, batch, found)
        return attributions
    exact, again = program.to(batch.x.device, torch.float64), batch.rows(suspects).to(torch.float64)
    better = explain_once(method, exact, plan, again, layers)
    _say_recomputed(method, attributions, suspects)
    _warn(method, exact, plan, again, better)
    return tuple(
        splice(attribution, other, suspects)
        for attribution, (other, _) in zip(attributions, better, strict=True)
    )


def explain_once(
    method: Method, program: Program, plan: Plan, batch: Batch, layers: Set[str] = frozenset()
) -> list[tuple[Attribution, Tensor]]:
    """Return for each output the scores in the batch's precision, and whose sums are off, (n,)."""
    references = batch.expanded()
    # One pass at the sequences serves all of their references.
    x = program.values(batch.x, *batch.args) if len(references) > 1 else batch.x
    memory: dict[str, Any] = {}
    parts: list[list[tuple[Attribution, Tensor]]] = [[] for _ in program.outputs]
    for k, reference in enumerate(references):
        at = reference if batch.values is None else batch.values[k]
        found = walk(program, plan, x, at, batch.args, memory=memory, maps=layers)
        for output, walked in zip(parts, found, strict=True):
            output.append(_scores(method, batch.x, reference, walked))
    return [
        (average([a for a, _ in output]), torch.stack([off for _, off in output]).any(0))
        for output in parts
    ]


def _scores(
    method: Method, x: Tensor, reference: Tensor, found: Walked
) -> tuple[Attribution, Tensor]:
    contributions = found.message.of(x - reference)
    scores = contributions.sum(1)
    absolute, relative = errors(method, found, scores)
    attribution = Attribution(
        scores=scores,
        contributions=contributions,
        hypothetical=_hypothetical(found.message, x, reference),
        prediction=found.prediction,
        reference_prediction=found.reference_prediction[:, None],
        completeness_error=relative[:, None],
        absolute_error=absolute[:, None],
        recomputed=torch.zeros_like(relative, dtype=torch.bool),
        absorbed=found.trace.absorbed,
        layers=found.trace.sums,
        channels=found.trace.channels,
        maps=found.trace.maps,
    )
    return attribution, broken(found, absolute, relative)


def _hypothetical(message: Relevance, x: Tensor, reference: Tensor) -> Tensor:
    """Return what each base would score, (N, 4, L), with what multiplies it held.

    With base c, channel d is 1 - reference_d away where it is c's own, and -reference_d elsewhere.
    """
    found = torch.zeros_like(x)
    if message.ratio is not None:
        found = message.ratio - (message.ratio * reference).sum(1, keepdim=True)
    if message.size is not None:
        absent = reference.abs() * message.size
        own = (1 - reference).abs() * message.size
        found = found + own - absent + absent.sum(1, keepdim=True)
    if message.given is not None:
        found = found + message.given.sum(1, keepdim=True)
    return found


def _say_recomputed(method: Method, attributions: Sequence[Attribution], suspects: Tensor) -> None:
    worst = max(float(a.completeness_error.nan_to_num(torch.inf).max()) for a in attributions)
    precision = str(attributions[0].scores.dtype).removeprefix("torch.")
    warnings.warn(
        CompletenessWarning(
            f"{method.title}: in {precision} the scores of {int(suspects.sum())} of "
            f"{len(suspects)} sequences missed up to {worst:.1e} of what they explain; these were "
            "computed again in float64"
        ),
        stacklevel=5,
    )


def _warn(
    method: Method,
    program: Program,
    plan: Plan,
    batch: Batch,
    found: Sequence[tuple[Attribution, Tensor]],
) -> None:
    """Name the operation that lost the most where the worst sequence does not add up."""
    for output, (attribution, off) in enumerate(found):
        if not bool(off.any()):
            continue
        missed = attribution.completeness_error.nan_to_num(torch.inf) * off[:, None]
        row, k = divmod(int(missed.argmax()), missed.shape[1])
        one = batch.rows(torch.tensor([row], device=off.device))
        explained = replace(program, outputs=program.outputs[output : output + 1])
        shares = imbalance(explained, plan, one.x, one.references[:, k], one.args)
        broken_at = max(shares, key=lambda name: float(shares[name].nan_to_num(torch.inf)))
        step = program.step(broken_at)
        warnings.warn(
            CompletenessWarning(
                f"{method.title}: scores miss {float(missed.max()):.1e} of what they explain; "
                f"the largest part was lost at {step.label} ({step.operation.title}; "
                f"{step.origin})"
            ),
            stacklevel=5,
        )
