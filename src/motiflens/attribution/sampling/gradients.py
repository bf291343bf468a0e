"""Gradients of a captured model at points that are no DNA, and engines that need them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from motiflens.attribution.assembling import attribution_of
from motiflens.attribution.batch import Batch
from motiflens.attribution.engine import Engine, Subject
from motiflens.attribution.gradient_options import GradientOptions
from motiflens.attribution.methods import Method
from motiflens.attribution.operations import Detach
from motiflens.attribution.plan import Plan
from motiflens.attribution.program import Program
from motiflens.attribution.result import Attribution
from motiflens.attribution.rules.gradient import gradient_rules
from motiflens.attribution.walk import walk

PASS = 64
"""Points in one pass, where sequences are fewer."""

Held = Mapping[str, Tensor]
"""Detached values at the sequences, by name: constants of what is explained."""


def gradients(
    program: Program,
    plan: Plan,
    x: Tensor,
    args: tuple[Tensor, ...] = (),
    held: Held | None = None,
) -> tuple[Tensor, Tensor]:
    """Return the explained scalars (T, m) at points (m, 4, L), and their gradients (T, m, 4, L).

    Parameters
    ----------
    program, plan
        The captured model, and the rules of the gradient on it.
    x
        Points, (m, 4, L).
    args
        Further inputs of the model, (m, ...) each.
    held
        Detached values, (m, ...) each, as they are at the sequences; taken at x where not given.
    """
    values = program.values(x, *args, frozen=held)
    found = walk(program, plan, values, values)
    slopes = [one.message.of(torch.ones_like(x)) for one in found]
    return torch.stack([one.prediction for one in found]), torch.stack(slopes)


def pieces(count: int, sequences: int) -> Iterator[int]:
    """Yield how many of ``count`` points of each sequence to take at a time."""
    size = max(1, PASS // sequences)
    yield from (min(size, count - start) for start in range(0, count, size))


@dataclass(frozen=True)
class Sloped:
    """What is explained of n sequences, as a function that has gradients.

    Attributes
    ----------
    program, plan
        As in `gradients`.
    args
        Further inputs, (n, ...) each.
    held
        Detached values at the sequences.
    n
        How many sequences.
    """

    program: Program
    plan: Plan
    args: tuple[Tensor, ...]
    held: Held
    n: int

    def gradients(self, points: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Return values (T, m) and gradients (T, m, 4, L) at points (m, 4, L).

        ``rows``, (m,), says to which sequence each point belongs.
        """
        args = tuple(tensor[rows] for tensor in self.args)
        return gradients(self.program, self.plan, points, args, self._held(rows))

    def values(self, points: Tensor) -> Tensor:
        """Return the explained scalars (T, n) at one point a sequence, (n, 4, L).

        Of a point that they share, (1, 4, L), they are (T, 1) where nothing is held.
        """
        points = points.expand(self.n, -1, -1) if self.held else points
        found = self.program.values(points, *self.args, frozen=self.held)
        return torch.stack([found[name] for name in self.program.outputs])

    def outputs(self) -> Iterator[Sloped]:
        """Yield the function for each explained output by itself."""
        for name in self.program.outputs:
            yield replace(self, program=replace(self.program, outputs=(name,)))

    def _held(self, rows: Tensor) -> Held:
        found = {}
        for name, value in self.held.items():
            of_each = value.view(-1, self.program.step(name).rows or 1, *value.shape[1:])
            found[name] = of_each[rows].flatten(0, 1)
        return found


@dataclass(frozen=True)
class Sampled:
    """Gradients at points that were drawn.

    Attributes
    ----------
    slope
        (T, n, 4, L) their mean.
    scores
        (T, n, samples, L) what each draw by itself scores.
    """

    slope: Tensor
    scores: Tensor


def sample(
    function: Sloped, points: Callable[[int, int], Tensor], samples: int, change: Tensor
) -> Sampled:
    """Take gradients at points that are drawn, as many at a time as a pass holds.

    Parameters
    ----------
    function
        Of n sequences.
    points
        Draws (n, count, 4, L) of each sequence, by the number of the first and their count.
    samples
        How many for each sequence.
    change
        (n, 4, L) what a slope is multiplied with to score.
    """
    n, start, total, scores = len(change), 0, torch.zeros_like(change), []
    for count in pieces(samples, n):
        rows = torch.arange(n, device=change.device).repeat_interleave(count)
        _, slopes = function.gradients(points(start, count).flatten(0, 1), rows)
        slopes = slopes.view(len(slopes), n, count, *change.shape[1:])
        total = total + slopes.sum(2)
        scores.append((slopes * change[:, None]).sum(3))
        start += count
    return Sampled(total / samples, torch.cat(scores, 2))


class Sampling(Engine):
    """An engine that takes gradients of the captured model."""

    def __init__(self, method: Method, options: Any, subject: Subject) -> None:
        super().__init__(method, options, subject)
        program = subject.program
        own = options if isinstance(options, GradientOptions) else GradientOptions()
        self._plan = gradient_rules(own).plan(program, method.title)
        self._program = program.to(subject.device, subject.precision)

    def at(self, x: Tensor, args: tuple[Tensor, ...]) -> Sloped:
        """Return the function that is explained of sequences (n, 4, L)."""
        held = [s.name for s in self._program.steps if isinstance(s.operation, Detach)]
        values = self._program.values(x, *args) if held else {}
        return Sloped(
            self._program, self._plan, args, {name: values[name] for name in held}, len(x)
        )

    def attributions(
        self,
        given: Tensor,
        batch: Batch,
        function: Sloped,
        contributions: Tensor,
        hypothetical: Tensor,
        standard_error: Tensor,
    ) -> tuple[Attribution, ...]:
        """Return what was found of each target.

        Parameters
        ----------
        given, batch
            Sequences (n, 4, L) as they were given, and the batch without N.
        function
            What is explained of them.
        contributions, hypothetical
            (T, n, 4, L).
        standard_error
            (T, n, L) of the scores.
        """
        prediction = function.values(batch.x)
        at = batch.at_references(lambda points, *_: function.values(points))
        return tuple(
            attribution_of(
                self.method,
                given,
                contributions[target].sum(1),
                prediction[target],
                at[target],
                hypothetical=hypothetical[target],
                contributions=contributions[target],
                standard_error=standard_error[target],
            )
            for target in range(len(prediction))
        )
