"""An operation at the mutants of a piece, as rules see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor

from motiflens.attribution.mutagenesis.sites import Sites
from motiflens.attribution.mutagenesis.touched import Layout, Touched, place, window
from motiflens.attribution.operations import Operation


@dataclass(frozen=True)
class Unmutated:
    """What a pass at the sequences computed, and what is made of it for all of their mutants.

    Attributes
    ----------
    values
        By name, (N * rows, ...).
    count
        N.
    """

    values: Mapping[str, Tensor]
    count: int
    _made: dict[tuple[str, str, Layout], Tensor] = field(default_factory=dict, init=False)

    def columns(self, name: str, layout: Layout) -> Tensor:
        """Return a value as columns, (N, L, R)."""
        return self.once(name, "columns", layout, lambda: layout.columns(self.values[name]))

    def once(self, name: str, what: str, layout: Layout, make: Callable[[], Tensor]) -> Tensor:
        """Return what is made of a value when it is first asked for, laid out for reading."""
        key = (name, what, layout)
        if key not in self._made:
            self._made[key] = make().contiguous()
        return self._made[key]

    def every(self, name: str, sites: Sites) -> Tensor:
        """Return a value that does not change, for each mutant, (Q * B * rows, ...)."""
        value = self.values[name]
        apart = value.reshape(self.count, -1, *value.shape[1:])
        chosen = apart[sites.sequence.to(value.device)]
        return chosen.repeat_interleave(sites.bases.shape[1], 0).flatten(0, 1)

    def spread(self, name: str, sites: Sites, touched: Touched) -> Tensor:
        """Return a value with what is touched of it, for each mutant, (Q * B * rows, ...)."""
        layout, columns = touched.layout, self.columns(name, touched.layout)
        now = touched.now
        if now is None:
            before = window(columns, sites.sequence, touched.start, touched.width)
            now = before + touched.delta
        every = columns[sites.sequence.to(columns.device)].transpose(0, 1)[:, :, None]
        every = every.expand(-1, -1, touched.shape[2], -1).contiguous()
        place(now, touched.start, every)
        restored = layout.restore(every.permute(1, 2, 0, 3).flatten(0, 1))
        value = self.values[name]
        return restored.reshape(-1, *value.shape[1:])


@dataclass(frozen=True)
class Piece:
    """Some of the sites, before and after an operation.

    Attributes
    ----------
    sites
        The sites.
    unmutated
        What all values are without a mutation.
    names, name
        Of the operation's inputs and output.
    inputs
        What is touched of the inputs; None of one that does not change.
    """

    sites: Sites
    unmutated: Unmutated
    names: tuple[str, ...]
    name: str
    inputs: tuple[Touched | None, ...]

    @property
    def x(self) -> Touched:
        """The first input that changes."""
        return next(part for part in self.inputs if part is not None)

    @property
    def after(self) -> Tensor:
        """The unmutated output."""
        return self.unmutated.values[self.name]

    def before(self, number: int = 0) -> Tensor:
        """Return an unmutated input."""
        return self.unmutated.values[self.names[number]]

    def sizes(self, value: Tensor) -> tuple[int, ...]:
        """Return the dimensions that one sequence has in a value."""
        rows = len(value) // self.unmutated.count
        return tuple(value.shape[1:]) if rows == 1 else (rows, *value.shape[1:])

    def laid_out(self, number: int = 0) -> bool:
        """Return whether the positions of an input are a dimension of its own, behind the batch."""
        touched, value = self.inputs[number], self.before(number)
        return touched is not None and touched.layout.sizes == tuple(value.shape[1:])

    def window(self, number: int, layout: Layout, start: Tensor, width: int) -> Tensor:
        """Return windows of an unmutated input, (width, Q, 1, R)."""
        columns = self.unmutated.columns(self.names[number], layout)
        return window(columns, self.sites.sequence, start, width)

    def window_after(self, layout: Layout, start: Tensor, width: int) -> Tensor:
        """Return windows of the unmutated output, (width, Q, 1, R)."""
        columns = self.unmutated.columns(self.name, layout)
        return window(columns, self.sites.sequence, start, width)

    def both(self, number: int = 0) -> tuple[Tensor, Tensor]:
        """Return what the touched columns of an input were, and what they are."""
        touched = self.inputs[number]
        assert touched is not None
        if touched.before is not None and touched.now is not None:
            return touched.before, touched.now
        before = self.window(number, touched.layout, touched.start, touched.width)
        return before, before + touched.delta

    def whole(self, name: str, change: Tensor) -> Tensor:
        """Return an unmutated value with a change (Q, B, ...) added, (Q * B, ...)."""
        value = self.unmutated.values[name]
        return value[self.sites.sequence.to(value.device), None].add(change).flatten(0, 1)


Rule = Callable[[Operation, Piece], Touched | Tensor | None]
"""Returns what is touched of an operation's output, or all of it, (Q * B, ...), for each mutant.

None where the operation is not local: its output then changes at all positions.
"""


def union(parts: list[Touched]) -> tuple[Tensor, int]:
    """Return the windows that hold those of all parts."""
    start = torch.stack([part.start for part in parts]).amin(0)
    end = torch.stack([part.start + part.width for part in parts]).amax(0)
    return start, int((end - start).max())
