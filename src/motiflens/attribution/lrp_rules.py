"""The table of LRP's rules for layers with weights, and where in a model each is applied.

The configuration schema, the documentation, the tests and the audit read these rows. As with the
table of methods, nothing here imports torch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Kind = Literal["convolution", "dense"]
Bias = Literal["absorb", "zero", "distribute"]

# One description and default for each parameter, in the rules and in the methods made of them.
EPSILON: float = Field(0.25, ge=0, description="size of the stabiliser added to every denominator")
SCALE: Literal["layer", "absolute"] = Field(
    "layer",
    description="layer: epsilon times the root mean square of the layer's pre-activations, "
    "per sequence; absolute: epsilon itself",
)
SIGN: Literal["signed", "unsigned"] = Field(
    "signed",
    description="signed: the stabiliser takes the sign of the pre-activation, so that no "
    "denominator can vanish; unsigned: always added, as in the first LRP tutorials",
)
GAMMA: float = Field(
    0.25, ge=0, description="how much more a contribution of the unit's own sign counts"
)
RENORMALIZE: bool = Field(
    False,
    description="where a unit has contributions of one sign only, give all its relevance to "
    "these, so that none is made or lost",
)
BIAS: Bias = Field(
    "absorb",
    description="what becomes of a bias' share: kept by the bias, left out of the denominator, or "
    "spread evenly over the inputs",
)


class Where(BaseModel):
    """Layers with weights; what is not given fits all of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind | None = Field(None, description="only layers of this kind")
    input: bool = Field(False, description="only layers that read the sequence")
    depth: tuple[float, float] | None = Field(
        None,
        description="only layers on a part of the way from the first layer with weights, 0, to "
        "the last, 1, both ends included",
    )
    name: str | None = Field(
        None, description="only layers whose module's path fits this pattern, as blocks.*.conv"
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.depth is not None and not 0 <= self.depth[0] <= self.depth[1] <= 1:
            raise ValueError(f"depth: {list(self.depth)} is no part of 0 to 1")
        return self

    def __str__(self) -> str:
        """Return the layers in words."""
        words = [f"{self.kind} layers" if self.kind else "layers"]
        if self.input:
            words.append("that read the sequence")
        if self.depth is not None:
            words.append(f"from {self.depth[0]:g} to {self.depth[1]:g} of the depth")
        if self.name:
            words.append(f"named {self.name}")
        return " ".join(words) if len(words) > 1 or self.kind else "all layers"


class LayerRule(BaseModel):
    """A rule with its parameters, and the layers that it is meant for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    where: Where = Field(Where(), description="the layers; all that none above fits, if not given")
    rule: str

    def __str__(self) -> str:
        """Return the rule with its parameters."""
        given = self.model_dump(exclude={"where", "rule"}, exclude_none=True)
        return f"{self.rule} ({', '.join(f'{key} {value}' for key, value in given.items())})"


class Zero(LayerRule):
    """LRP-0."""

    rule: Literal["zero"] = "zero"
    bias: Bias = BIAS


class Epsilon(LayerRule):
    """LRP-epsilon."""

    rule: Literal["epsilon"] = "epsilon"
    epsilon: float = EPSILON
    scale: Literal["layer", "absolute"] = SCALE
    sign: Literal["signed", "unsigned"] = SIGN
    bias: Bias = BIAS


class Gamma(LayerRule):
    """LRP-gamma."""

    rule: Literal["gamma"] = "gamma"
    gamma: float = GAMMA
    bias: Bias = BIAS


class AlphaBeta(LayerRule):
    """LRP-alpha-beta."""

    rule: Literal["alpha-beta"] = "alpha-beta"
    alpha: float = Field(2.0, description="weight of the positive contributions")
    beta: float = Field(1.0, description="weight of the negative ones; alpha less 1")
    renormalize: bool = RENORMALIZE
    bias: Bias = BIAS

    @model_validator(mode="after")
    def _conserves(self) -> Self:
        if abs(self.alpha - self.beta - 1) > 1e-9 or self.beta < 0:
            raise ValueError("alpha less beta must be 1, and beta 0 or more")
        return self


class ZPlus(LayerRule):
    """The z+ rule, alpha-beta with 1 and 0."""

    rule: Literal["z-plus"] = "z-plus"
    renormalize: bool = RENORMALIZE
    bias: Bias = BIAS


class ZBox(LayerRule):
    """The z-box rule, z^B."""

    rule: Literal["z-box"] = "z-box"
    low: float = Field(0.0, description="least value of an input")
    high: float = Field(1.0, description="largest value of an input")
    gauge: Literal["reference", "weights"] = Field(
        "reference",
        description="reference: the four weights of a position are first centred at the "
        "reference's base frequencies (at equal ones, where it is not the same everywhere), so "
        "that the scores do not depend on a number added to all four; weights: as they are",
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low < self.high:
            raise ValueError("low must be less than high")
        return self


class WSquare(LayerRule):
    """The w^2 rule."""

    rule: Literal["w-square"] = "w-square"
    bias: Bias = Field(
        "zero", description="what becomes of the bias' square: as for the bias of other rules"
    )


class Flat(LayerRule):
    """The flat rule."""

    rule: Literal["flat"] = "flat"


AnyLayerRule = Annotated[
    Zero | Epsilon | Gamma | AlphaBeta | ZPlus | ZBox | WSquare | Flat,
    Field(discriminator="rule"),
]


@dataclass(frozen=True)
class RuleRow:
    """One row of the table; `motiflens.attribution.rules.layers` computes it.

    Attributes
    ----------
    options
        The parameters.
    title
        As tables print it.
    formula
        The relevance of input i, where z = sum a w + b.
    citation
        Where the rule is defined.
    conserves
        Whether all relevance of a layer without biases reaches its inputs.
    positive
        Whether positive relevance stays so.
    advice
        What it is for, in half a sentence.
    """

    options: type[LayerRule]
    title: str
    formula: str
    citation: str
    conserves: bool
    positive: bool
    advice: str

    @property
    def name(self) -> str:
        """As the configuration takes it."""
        return str(self.options.model_fields["rule"].default)


_ROWS = (
    RuleRow(
        Zero, "LRP-0", "sum_j a_i w_ij / z_j R_j",
        "Bach et al. 2015, PLoS ONE 10:e0130140, eq. 56",
        conserves=True, positive=False,
        advice="the top of a model; gradient x input where all activations are ReLU",
    ),
    RuleRow(
        Epsilon, "LRP-epsilon", "sum_j a_i w_ij / (z_j + epsilon sign z_j) R_j",
        "Bach et al. 2015, PLoS ONE 10:e0130140, eq. 58; relative to the layer's spread: Montavon "
        "et al. 2019, LNCS 11700:193-209",
        conserves=False, positive=False,
        advice="the middle of a model: weak evidence, which is noise, is absorbed",
    ),
    RuleRow(
        Gamma, "LRP-gamma",
        "sum_j (a_i w_ij + gamma (a_i w_ij)^s) / (z_j + gamma (sum a w)^s + gamma b^s) R_j, "
        "s the sign of z_j",
        "Montavon et al. 2019, LNCS 11700:193-209; for signed inputs Andéol et al. 2021, "
        "arXiv:2112.00647",
        conserves=True, positive=False,
        advice="lower convolutions: smooth, and little evidence is turned against itself",
    ),
    RuleRow(
        AlphaBeta, "LRP-alpha-beta",
        "sum_j (alpha (a_i w_ij)^+ / z_j^+ - beta (a_i w_ij)^- / z_j^-) R_j",
        "Bach et al. 2015, PLoS ONE 10:e0130140, eq. 60",
        conserves=False, positive=False,
        advice="evidence for and against apart; what a unit of one sign makes or loses is counted",
    ),
    RuleRow(
        ZPlus, "z+", "sum_j (a_i w_ij)^+ / z_j^+ R_j",
        "Montavon et al. 2017, Pattern Recognition 65:211-222, eq. 14",
        conserves=True, positive=True,
        advice="convolutions, where only evidence for the output is wanted",
    ),
    RuleRow(
        ZBox, "z-box (z^B)",
        "sum_j (x_i w_ij - l w_ij^+ - h w_ij^-) / sum_i (x_i w_ij - l w_ij^+ - h w_ij^-) R_j",
        "Montavon et al. 2017, Pattern Recognition 65:211-222, eq. 17",
        conserves=True, positive=True,
        advice="the layer that reads the sequence: bases that are there and bases that are not",
    ),
    RuleRow(
        WSquare, "w^2", "sum_j w_ij^2 / sum_i w_ij^2 R_j",
        "Montavon et al. 2017, Pattern Recognition 65:211-222, eq. 11",
        conserves=True, positive=True,
        advice="to see where a model looks; it does not know the bases",
    ),
    RuleRow(
        Flat, "flat", "sum_j R_j / number of inputs of j",
        "Lapuschkin et al. 2019, Nature Communications 10:1096",
        conserves=True, positive=True,
        advice="to see receptive fields; it knows neither bases nor weights",
    ),
)  # fmt: skip

RULES: dict[str, RuleRow] = {row.name: row for row in _ROWS}
