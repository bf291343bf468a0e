"""Composites of LRP: which rule each layer of a model follows.

A composite is a list of rules with the layers that they are for; the first that fits a layer is
its rule. Those of the literature are the options of a method each, and ``lrp`` takes a list of
the user's own.
"""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import Field, field_validator

from motiflens.attribution.lrp_rules import (
    BIAS,
    EPSILON,
    GAMMA,
    RENORMALIZE,
    SCALE,
    SIGN,
    AlphaBeta,
    AnyLayerRule,
    Bias,
    Epsilon,
    Flat,
    Gamma,
    LayerRule,
    Where,
    WSquare,
    ZBox,
    Zero,
    ZPlus,
)
from motiflens.attribution.options import MethodOptions

InputRule = Literal["reference", "z-box", "w-square", "flat", "same"]

_AT_INPUT = Where(input=True)
_CONVOLUTIONS = Where(kind="convolution")


class RelevanceOptions(MethodOptions):
    """What all methods of LRP have in common."""

    products: Literal["signal", "halves"] = Field(
        "signal",
        description="signal: of a gate (a sigmoid, a softmax, the scale of a normalisation) and a "
        "signal, the signal takes all relevance; halves: each factor takes half",
    )
    maxima: Literal["winner", "proportion"] = Field(
        "winner",
        description="of a maximum's inputs, the largest takes all relevance, or each in proportion",
    )

    def composite(self) -> tuple[LayerRule, ...]:
        """Return the rules; the first that fits a layer is used."""
        raise NotImplementedError


class OwnComposite(RelevanceOptions):
    """A composite of the user's own."""

    rules: tuple[AnyLayerRule, ...] = Field(
        (Epsilon(),),
        min_length=1,
        description="rules with their parameters and the layers (`where`) they are for, the first "
        "that fits being a layer's rule (docs/relevance.md); epsilon for all if not given",
    )

    @field_validator("rules", mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        """Read JSON, as a command line gives it."""
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except json.JSONDecodeError as error:
            raise ValueError(f"is not JSON: {error}") from None

    def composite(self) -> tuple[LayerRule, ...]:
        """Return the rules as given."""
        return self.rules


class EpsilonOptions(RelevanceOptions):
    """Options of LRP-epsilon."""

    epsilon: float = EPSILON
    scale: Literal["layer", "absolute"] = SCALE
    sign: Literal["signed", "unsigned"] = SIGN
    bias: Bias = BIAS

    def composite(self) -> tuple[LayerRule, ...]:
        """Return the same rule for all layers."""
        return (Epsilon(epsilon=self.epsilon, scale=self.scale, sign=self.sign, bias=self.bias),)


def _input(default: InputRule) -> Any:
    return Field(
        default,
        description="rule of the layers that read the sequence: reference, epsilon's on the "
        "distance to the reference, which says what another base would score; z-box, w-square, "
        "flat; or the same as other layers of the kind",
    )


class PresetOptions(RelevanceOptions):
    """What the composites of the literature have in common."""

    input: InputRule = _input("reference")

    def first(self) -> tuple[LayerRule, ...]:
        """Return the rule of the layers that read the sequence."""
        rules: dict[str, LayerRule] = {
            "reference": Epsilon(where=_AT_INPUT),
            "z-box": ZBox(where=_AT_INPUT),
            "w-square": WSquare(where=_AT_INPUT),
            "flat": Flat(where=_AT_INPUT),
        }
        return () if self.input == "same" else (rules[self.input],)


class _OnDense(PresetOptions):
    epsilon: float = Field(1e-6, ge=0, description="stabiliser of dense layers, added as it is")

    def dense(self) -> LayerRule:
        """Return the rule of all layers that are no convolutions."""
        return Epsilon(epsilon=self.epsilon, scale="absolute")


class EpsilonPlusOptions(_OnDense):
    """EpsilonPlus."""

    def composite(self) -> tuple[LayerRule, ...]:
        """Return z+ for convolutions, epsilon for dense layers."""
        return (*self.first(), ZPlus(where=_CONVOLUTIONS), self.dense())


class EpsilonGammaBoxOptions(_OnDense):
    """EpsilonGammaBox."""

    input: InputRule = _input("z-box")
    gamma: float = GAMMA

    def composite(self) -> tuple[LayerRule, ...]:
        """Return z-box at the input, gamma for convolutions, epsilon for dense layers."""
        return (*self.first(), Gamma(where=_CONVOLUTIONS, gamma=self.gamma), self.dense())


class EpsilonAlphaBetaOptions(_OnDense):
    """EpsilonAlpha2Beta1."""

    renormalize: bool = RENORMALIZE

    def composite(self) -> tuple[LayerRule, ...]:
        """Return alpha 2, beta 1 for convolutions, epsilon for dense layers."""
        convolutions = AlphaBeta(where=_CONVOLUTIONS, renormalize=self.renormalize)
        return (*self.first(), convolutions, self.dense())


class LayeredOptions(PresetOptions):
    """LRP-0 at the top, epsilon in the middle, gamma below."""

    gamma: float = GAMMA
    epsilon: float = Field(
        0.25, ge=0, description="stabiliser of the middle, relative to the layer's spread"
    )
    middle: float = Field(
        0.5, ge=0, le=1, description="where epsilon begins, from the first layer, 0, to the last, 1"
    )

    def composite(self) -> tuple[LayerRule, ...]:
        """Return the four stages."""
        below = Where(kind="convolution", depth=(0, self.middle))
        return (
            *self.first(),
            Gamma(where=below, gamma=self.gamma),
            Epsilon(where=_CONVOLUTIONS, epsilon=self.epsilon),
            Zero(),
        )


class DeepTaylorOptions(PresetOptions):
    """Deep Taylor decomposition."""

    input: InputRule = _input("z-box")

    def composite(self) -> tuple[LayerRule, ...]:
        """Return z+ without biases, and the input's rule."""
        return (*self.first(), ZPlus(bias="zero"))
