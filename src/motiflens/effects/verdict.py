"""What follows from a motif's estimates, in a word and in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from motiflens.effects.estimating import FEWEST
from motiflens.effects.record import Estimate, Verdict

_VERBS = {1: "raises", -1: "lowers"}
_VERDICTS: dict[int, Verdict] = {1: "raises", -1: "lowers", 0: "no effect"}


@dataclass(frozen=True)
class Tried:
    """One thing that was tried with a motif.

    Attributes
    ----------
    change
        What it changed; None where it could not be tried.
    beside
        What the control changed; None where there was none.
    direction
        Whether it says that the motif raises the output (1), lowers it (-1), or neither (0).
    why_not
        Why it could not be tried.
    """

    change: Estimate | None
    beside: Estimate | None
    direction: int
    why_not: str = ""

    @property
    def tells(self) -> bool:
        """Whether there are enough sequences to rest a verdict on."""
        return self.change is not None and self.change.n >= FEWEST


@dataclass(frozen=True)
class Evidence:
    """All that was tried with a motif.

    Attributes
    ----------
    attributed
        What its contributions say: 1 raises, -1 lowers.
    unit
        Of the estimates.
    inserted
        A copy in neutral sequences, beside one with its bases in another order.
    by_composition
        Whether the latter does so too, and hardly less.
    removed
        Its hits shuffled away, beside as many bases elsewhere.
    """

    attributed: int
    unit: str
    inserted: Tried
    by_composition: bool
    removed: Tried

    @property
    def direction(self) -> int:
        """What a copy in neutral sequences does; where that is nothing, what its hits do."""
        return self.inserted.direction or self.removed.direction

    @property
    def verdict(self) -> Verdict:
        """What the motif does, in a word."""
        if not (self.inserted.tells or self.removed.tells):
            return "not tested"
        return _VERDICTS[self.direction]

    @property
    def detail(self) -> str:
        """The same in a sentence, with the figures that it rests on."""
        clauses = [self._insertion(), self._removal(), *self._remarks()]
        text = "; ".join(clauses)
        return f"{text[0].upper()}{text[1:]}."

    def _insertion(self) -> str:
        tried = self.inserted
        if tried.change is None:
            return tried.why_not
        if tried.direction == 0:
            return f"a copy in neutral sequences has no effect ({_range(tried.change, self.unit)})"
        verb = _VERBS[tried.direction]
        found = f"a copy in neutral sequences {verb} the output ({_range(tried.change, self.unit)})"
        if not self.by_composition or tried.beside is None:
            return found
        return f"{found}, and so do its bases in another order ({_range(tried.beside, self.unit)})"

    def _removal(self) -> str:
        tried = self.removed
        if tried.change is None:
            return tried.why_not
        size = _range(tried.change, self.unit)
        if not tried.tells:
            few = f"{tried.change.n} window{'s' if tried.change.n > 1 else ''}"
            return f"its hits lie in {few}, too few to say what shuffling them away does ({size})"
        if tried.direction:
            return f"shuffling its hits away {_VERBS[-tried.direction]} the output ({size})"
        if tried.beside is None:
            return f"shuffling its hits away has no effect ({size})"
        other = _range(tried.beside, self.unit)
        return (
            f"shuffling its hits away ({size}) has no effect beyond that of shuffling as many "
            f"bases elsewhere ({other})"
        )

    def _remarks(self) -> list[str]:
        """Return what is odd in it."""
        by_copy, by_hits = self.inserted.direction, self.removed.direction
        found = []
        if self.verdict == "no effect":
            both = self.inserted.tells and self.removed.tells
            nothing = "the model does not use it" if both else "it does nothing where it was tried"
            found.append(f"it was attributed, and yet {nothing}")
        if by_copy * by_hits < 0:
            found.append("the two disagree, so what it does depends on what lies beside it")
        if by_hits and not by_copy and self.inserted.change is not None:
            found.append("it works beside something else in these windows, not by itself")
        if self.direction * self.attributed < 0:
            found.append("its contributions say the opposite")
        return found


def _range(estimate: Estimate, unit: str) -> str:
    mean = f"{estimate.value:+.2g} {unit}"
    return f"{mean}, {estimate.low:+.2g} to {estimate.high:+.2g}" if estimate.n > 1 else mean
