"""What is declared of a method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from motiflens.attribution.options import MethodOptions

Family = Literal["deeplift", "lrp", "gradient", "cam", "perturbation"]
AddsUp = Literal["exactly", "to a tolerance", "on average", "not"]
Needs = Literal["rules", "a convolution", "an average head", "calls"]

NEEDS: dict[Needs, str] = {
    "rules": "a model that can be captured, with a rule for each of its operations",
    "a convolution": "a model that can be captured, with a convolution in it",
    "an average head": "a model that ends in the mean over positions and one linear layer",
    "calls": "nothing of the model but that it can be called",
}
"""What a method asks of a model, in words."""


_EXPLAINED = {
    "difference": "the output less the output at the reference",
    "output": "the output less what biases and stabilisers absorbed",
}
_TOTAL: dict[AddsUp, str] = {
    "exactly": "{}",
    "to a tolerance": "{}, to within a tolerance that is an option",
    "on average": "{}, on average over what is drawn",
    "not": "nothing in general",
}


@dataclass(frozen=True)
class Criteria:
    """What theory says of a method by the three criteria of the Taylor interaction account.

    Deng et al. 2024, IEEE TPAMI 46:4625-4640, expand the output at the reference into effects of
    single inputs and interactions of several. A verdict is None where none is known.

    Attributes
    ----------
    coverage
        Whether every effect is credited to some input.
    locality
        Whether an effect is credited to none but the inputs that take part in it.
    distribution
        Whether the whole of each effect is given out, no more and no less.
    why
        What the verdicts rest on, in a sentence.
    """

    coverage: bool | None
    locality: bool | None
    distribution: bool | None
    why: str


@dataclass(frozen=True)
class Method:
    """One row of the table.

    Attributes
    ----------
    name
        As the command line, the configuration and `motiflens.explain` take it.
    title
        As the report prints it.
    summary
        One sentence for a reader who does not know the method.
    citation
        Where the method is defined.
    family
        What the method belongs to. A user's own rules are given by family.
    engine
        ``module:Class`` of the `motiflens.attribution.engine.Engine` that computes it.
    options
        The pydantic model of the method's own options.
    reference
        The reference used when none is given (a name in `motiflens.attribution.references`).
    explains
        What the scores add up to where they do: ``difference`` is f(x) - f(reference), ``output``
        is f(x) less what biases and stabilisers absorbed.
    adds_up
        Whether they do, on every model that the method accepts: ``exactly``; ``to a tolerance``
        that is an option; ``on average`` over what is sampled; or ``not``.
    hypothetical
        Whether the method says what a position would score with another base.
    reads_reference
        Whether what the model makes of the reference enters the scores, so that a reference which
        the model takes for a positive spoils them.
    invariant
        Whether two models that compute the same function always get the same scores.
    criteria
        What theory says of it.
    rules
        Of a method that walks: ``module:function`` of the factory that turns the options into the
        rules of the walk.
    needs
        What it asks of a model.
    unknown_scores
        Whether an N, which is read as the reference, can score something all the same.
    caution
        What a reader must know before believing the scores; empty where there is nothing.
    """

    name: str
    title: str
    summary: str
    citation: str
    family: Family
    engine: str
    options: type[MethodOptions]
    reference: str
    explains: Literal["difference", "output"]
    adds_up: AddsUp
    hypothetical: bool
    reads_reference: bool
    invariant: bool
    criteria: Criteria
    rules: str = ""
    needs: Needs = "rules"
    unknown_scores: bool = False
    caution: str = ""

    @property
    def total(self) -> str:
        """What the scores of a sequence add up to, in words."""
        explained = _EXPLAINED[self.explains]
        return _TOTAL[self.adds_up].format(explained)

    @property
    def complete(self) -> bool:
        """Whether the scores add up exactly on every model that the method accepts."""
        return self.adds_up == "exactly"
