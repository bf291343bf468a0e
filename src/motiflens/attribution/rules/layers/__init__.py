"""LRP's rules for layers with weights, one function each.

A rule is given a `Layer` and its parameters, and returns a function from the relevance of the
layer's output to that of its input. Definitions and sources stand in the table,
`motiflens.attribution.lrp_rules`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from motiflens.attribution.rules.layers.epsilon import epsilon, zero
from motiflens.attribution.rules.layers.gamma import gamma
from motiflens.attribution.rules.layers.inputs import flat, w_square, z_box
from motiflens.attribution.rules.layers.layer import Layer, LayerPull
from motiflens.attribution.rules.layers.signs import alpha_beta, z_plus

__all__ = ["LAYER_RULES", "Layer", "LayerPull"]

LAYER_RULES: dict[str, Callable[[Layer, Any], LayerPull]] = {
    "zero": zero,
    "epsilon": epsilon,
    "gamma": gamma,
    "alpha-beta": alpha_beta,
    "z-plus": z_plus,
    "z-box": z_box,
    "w-square": w_square,
    "flat": flat,
}
