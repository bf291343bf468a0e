"""The effects of mutations by computing again only what each touches.

A mutation changes one column of x. A convolution of width k makes k changed columns of one, and
a + k - 1 of a; pooling makes fewer of many again. Those, for many mutants at once, are all that
is computed, until an operation mixes positions, such as the dense layers at the end: from there
on whole values are. Layers with weights are given the change of their input rather than its new
value, so that they multiply nothing that did not change.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from motiflens.attribution.mutagenesis.mutant_pass import (
    Changed,
    MutantPass,
    changing_steps,
)
from motiflens.attribution.mutagenesis.piece import Unmutated
from motiflens.attribution.mutagenesis.sites import Sites, effects_at, sites_of
from motiflens.attribution.operations import Shape
from motiflens.attribution.program import Program, Step

_LOG = logging.getLogger(__name__)
_SEQUENCES = 8
"""Sequences whose unmutated values are held at a time, at most."""
_HELD = 1 << 27
"""Numbers of these values."""
_WORTH = 0.8
"""Share of a pass up to which it is worth following what is touched."""
_ON_CPU, _ON_GPU = 1 << 20, 1 << 26
"""Numbers that the largest value of a piece may have: on a CPU few, which stay in its cache."""


def local_effects(program: Program, x: Tensor, args: Sequence[Tensor], trial: Trial) -> Tensor:
    """Return D[b, l] = f(x with base b at l) - f(x), (T, N, 4, L).

    Parameters
    ----------
    program
        The captured model.
    x
        (N, 4, L); columns that are no single base can be mutated as any other.
    args
        Further inputs of the model, which no mutation changes.
    trial
        Of the program.
    """
    count = max(1, min(_SEQUENCES, _HELD // trial.held))
    groups = zip(*(torch.split(tensor, count) for tensor in (x, *args)), strict=True)
    return torch.cat([_effects(program, trial.numbers, *group) for group in groups], 1)


def _effects(program: Program, numbers: int, x: Tensor, *args: Tensor) -> Tensor:
    unmutated = Unmutated(program.values(x, *args), len(x))
    baseline = torch.stack([unmutated.values[name] for name in program.outputs], 1)
    count = max(1, (_ON_CPU if x.device.type == "cpu" else _ON_GPU) // numbers)

    def outputs(sites: Sites) -> Iterator[tuple[Sites, Tensor]]:
        for piece in sites.split(count):
            yield piece, MutantPass(program, unmutated, piece).run()

    return effects_at(x, baseline, outputs)


class Trial:
    """A pass for one site, which tells what of a program is local.

    Attributes
    ----------
    held, numbers
        How many numbers all values have of a sequence, and the largest value of a site's mutants.
    share
        How many numbers are computed for a mutant, of those that a whole pass has; 1 where
        nothing is local.
    mixing
        The first operations that are not, each with those that lead to it local.
    """

    def __init__(self, program: Program, x: Tensor, args: Sequence[Tensor]) -> None:
        self.held = self.numbers = 1
        self.share = 1.0
        self.mixing: list[Step] = []
        if not _addressable(program):
            return
        unmutated = Unmutated(program.values(x[:1], *(tensor[:1] for tensor in args)), 1)
        self.held = sum(value.numel() for value in unmutated.values.values())
        *_, sites = sites_of(x[:1])
        middle = len(sites) // 2
        *_, one = (piece for _, piece in zip(range(middle + 1), sites.split(1), strict=False))
        computed = whole = 0.0

        def see(step: Step, changed: Changed, mixing: bool) -> None:
            nonlocal computed, whole
            self.numbers = max(self.numbers, changed.shape.numel())
            if not isinstance(step.operation, Shape):
                computed += changed.shape.numel() / one.bases.numel()
                whole += unmutated.values[step.name].numel()
            if mixing:
                self.mixing.append(step)

        MutantPass(program, unmutated, one).run(see)
        self.share = computed / whole if whole else 1.0

    @property
    def saves(self) -> bool:
        """Whether so little is touched that calling the model would cost more."""
        return self.share < _WORTH

    def say(self) -> None:
        """Log which operations are not local."""
        for step in self.mixing:
            _LOG.info(
                "mutagenesis: %s at %s is not local: from there on all positions are computed "
                "again for each mutant",
                step.operation.title,
                step.label,
            )
        if not self.saves:
            _LOG.info("mutagenesis: so much is touched that the model is called for each mutant")


def _addressable(program: Program) -> bool:
    """Return whether what does not change can be had sequence by sequence."""
    rows = {step.name: step.rows for step in program.steps}
    changing = {program.inputs[0], *(step.name for step in changing_steps(program))}
    beside = (
        name for step in changing_steps(program) for name in step.inputs if name not in changing
    )
    return all(rows.get(name, 1) is not None for name in beside)
