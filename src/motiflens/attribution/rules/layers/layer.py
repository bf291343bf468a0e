"""A layer with weights, as LRP's rules see it: y = sum a w + b.

At the layers that read the sequence, a is x - reference and b the layer's value at the reference.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

import torch
from torch import Tensor

from motiflens.attribution.lrp_rules import Bias
from motiflens.attribution.messages import Relevance
from motiflens.attribution.operations import Weighted
from motiflens.attribution.plan import Site
from motiflens.attribution.rules.relevance import Kept, Quotient
from motiflens.attribution.sums import inner

LayerPull = Callable[[Relevance], tuple[Relevance, Kept]]


@dataclass(frozen=True)
class Layer:
    """A layer with weights in one forward pass.

    Attributes
    ----------
    site
        The layer, its input and its output.
    """

    site: Site

    @property
    def operation(self) -> Weighted:
        """The layer."""
        return cast(Weighted, self.site.operation)

    @property
    def at_input(self) -> bool:
        """Whether it reads the sequence."""
        return self.site.step.at_input[0]

    @property
    def rows(self) -> int:
        """Rows of each sequence; see `Step.rows`."""
        return self.site.step.rows or 1

    @property
    def y(self) -> Tensor:
        """The output."""
        return self.site.output

    @cached_property
    def a(self) -> Tensor:
        """The input."""
        if self.at_input:
            return self.site.inputs[0] - self.site.reference_inputs[0]
        return self.site.inputs[0]

    @cached_property
    def bias(self) -> Tensor | None:
        """The bias, broadcastable to the output."""
        return self.site.reference_output if self.at_input else self.operation.offset()

    @cached_property
    def linear(self) -> Tensor:
        """The output without the bias, sum a w."""
        return self.y if self.bias is None else self.y - self.bias

    @cached_property
    def nowhere_negative(self) -> bool:
        """Whether no input is negative."""
        return not self.at_input and bool(self.a.amin() >= 0)

    @cached_property
    def sizes(self) -> Tensor:
        """The sum of |a| |w|."""
        return self.operation.reweighted(torch.abs).forward(self.a.abs())

    def sent(self, ratio: Tensor, size: Tensor | None = None) -> Relevance:
        """Return a * ratio + |a| * size as relevance of the input."""
        if size is None or self.at_input:
            return Relevance(ratio, size)
        return Relevance(ratio + self.a.sign() * size)

    def share_bias(
        self, sent: Relevance, r: Tensor, bias: Tensor | None, kind: Bias
    ) -> tuple[Relevance, Kept]:
        """Return relevance with the share of ``bias``, times r, given to the inputs or kept."""
        if bias is None:
            return sent, {}
        if kind != "distribute":
            return sent, {"bias": inner(r, bias, self.rows)}
        given, kept = self.spread(r * bias)
        return replace(sent, given=given if sent.given is None else sent.given + given), kept

    def spread(self, relevance: Tensor) -> tuple[Tensor, Kept]:
        """Return relevance of the output spread evenly over the inputs in range.

        What a unit without any has (its window lies on padding alone) is placed nowhere.
        """
        count = self.operation.fan_in(self.site.inputs[0]).expand_as(relevance)
        quotient = Quotient(relevance, count)
        given = self.operation.spread(quotient.share, self.a.shape)
        return given, quotient.unplaced(Relevance(given=relevance), self.rows)
