"""Guided backpropagation and deconvolution: gradients that keep what raises the output."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from torch import Tensor

from motiflens.attribution.gradient_options import GradientOptions
from motiflens.attribution.messages import Sent
from motiflens.attribution.operations import ActivationFunction
from motiflens.attribution.options import MethodOptions
from motiflens.attribution.plan import Pull, Rules, Site
from motiflens.attribution.rules.gradient import gradient_rules


def guided(site: Site) -> Pull:
    """Send m f'(z) where m is positive, and nothing where it is not."""
    slope = cast(ActivationFunction, site.operation).slope(site.inputs[0])
    return lambda message: Sent((message.clamp(min=0) * slope,))


def rectified(site: Site) -> Pull:
    """Send m where it is positive, whatever the activation was."""
    del site

    def pull(message: Tensor) -> Sent:
        return Sent((message.clamp(min=0),))

    return pull


def guided_rules(options: MethodOptions) -> Rules:
    """Return the rules of guided backpropagation (Springenberg et al. 2015); it has no options."""
    del options
    plain = gradient_rules(GradientOptions())
    return replace(plain, table={**plain.table, ActivationFunction: guided})


def deconvolution_rules(options: MethodOptions) -> Rules:
    """Return the rules of the deconvolutional network (Zeiler and Fergus 2014)."""
    del options
    plain = gradient_rules(GradientOptions())
    return replace(plain, table={**plain.table, ActivationFunction: rectified})
