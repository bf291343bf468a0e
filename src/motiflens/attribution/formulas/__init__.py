"""Operators as compositions of simpler ones, so that a few operations carry them all.

A chain of rules that add up adds up itself, so an operator needs no rule of its own where it can
be written in linear maps, functions of one number and products. Each formula is a plain function
of tensors with the signature of its operator; `torch.export` puts it in the operator's place.
"""

from motiflens.attribution.formulas import (
    arithmetic,
    assignment,
    attention,
    matrices,
    moving,
    normalising,
    pooling,
    recurrent,
    reducing,
)
from motiflens.attribution.formulas.restating import restate
from motiflens.attribution.formulas.table import FORMULAS, active_formulas

__all__ = [
    "FORMULAS",
    "active_formulas",
    "arithmetic",
    "assignment",
    "attention",
    "matrices",
    "moving",
    "normalising",
    "pooling",
    "recurrent",
    "reducing",
    "restate",
]
