"""One pass through a program for many mutants, each operation computing what they touch."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from motiflens.attribution.mutagenesis.piece import Piece, Unmutated
from motiflens.attribution.mutagenesis.rules import rule_of
from motiflens.attribution.mutagenesis.sites import Sites
from motiflens.attribution.mutagenesis.touched import Layout, Touched
from motiflens.attribution.operations import Constant
from motiflens.attribution.program import Program, Step

Changed = Touched | Tensor
"""Some columns of a value, or all of it, (Q * B * rows, ...), for each mutant."""

Observer = Callable[[Step, Changed, bool], None]
"""Sees each operation that changes, what of its output changes, and whether it is not local."""


class MutantPass:
    """The mutants of some sites on their way through a program."""

    def __init__(self, program: Program, unmutated: Unmutated, sites: Sites) -> None:
        self.program = program
        self.unmutated = unmutated
        self.sites = sites

    def run(self, observe: Observer | None = None) -> Tensor:
        """Return the outputs, (Q, B, T)."""
        changed = {self.program.inputs[0]: self._mutated()}
        last = {name: step.name for step in self.program.steps for name in step.inputs}
        for step in changing_steps(self.program):
            found, mixing = self._apply(step, changed)
            if observe is not None:
                observe(step, found, mixing)
            changed[step.name] = found
            for name in step.inputs:
                if last[name] == step.name and name not in self.program.outputs:
                    changed.pop(name, None)
        outputs = [self._every(name, changed.get(name)) for name in self.program.outputs]
        return torch.stack(outputs, 1).view(*self.sites.bases.shape, -1)

    def _mutated(self) -> Changed:
        x = self.unmutated.values[self.program.inputs[0]]
        change = self.sites.changes(x)[None]
        return Touched(Layout(tuple(x.shape[1:]), 1), self.sites.position, change)

    def _apply(self, step: Step, changed: dict[str, Changed]) -> tuple[Changed, bool]:
        """Return what changes of a step's output, and whether the step is not local."""
        inputs = [changed.get(name) for name in step.inputs]
        touched = tuple(part for part in inputs if not isinstance(part, Tensor))
        found: Changed | None = None
        if local := len(touched) == len(inputs):
            piece = Piece(self.sites, self.unmutated, step.inputs, step.name, touched)
            found = rule_of(step.operation)(step.operation, piece)
        if isinstance(found, Touched) and found.width >= found.layout.length:
            return self._every(step.name, found), False
        if found is not None:
            return found, False
        every = map(self._every, step.inputs, inputs)
        return step.operation.forward(*every), local

    def _every(self, name: str, changed: Changed | None) -> Tensor:
        """Return all of a value for each mutant, (Q * B * rows, ...)."""
        if isinstance(changed, Tensor):
            return changed
        if changed is None:
            return self.unmutated.every(name, self.sites)
        return self.unmutated.spread(name, self.sites, changed)


def changing_steps(program: Program) -> Iterator[Step]:
    """Yield the steps whose values change with x."""
    changing = {program.inputs[0]}
    for step in program.steps:
        if not changing.isdisjoint(step.inputs) and not isinstance(step.operation, Constant):
            changing.add(step.name)
            yield step
