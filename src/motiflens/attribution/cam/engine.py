"""Class activation maps: what a layer saw at each of its positions, as scores of bases."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Set
from dataclasses import replace
from typing import Any, cast

import torch
from torch import Tensor
from torch.nn import functional as F

from motiflens.attribution.assembling import attribution_of
from motiflens.attribution.batch import Batch
from motiflens.attribution.cam.layers import (
    averaged_map,
    last_activation,
    named_layer,
    no_average,
)
from motiflens.attribution.cam.map import Map, Values, plan_down_to
from motiflens.attribution.cam.receptive_field import receptive_fields
from motiflens.attribution.cam_options import GradCamOptions
from motiflens.attribution.engine import Engine, Subject
from motiflens.attribution.methods import Method
from motiflens.attribution.program import Program, Step
from motiflens.attribution.result import Attribution


class ActivationMap(Engine):
    """Weighs the channels of a map, and shares each of its positions among the bases it sees."""

    def __init__(self, method: Method, options: Any, subject: Subject) -> None:
        super().__init__(method, options, subject)
        self.program = subject.program.to(subject.device, subject.precision)
        values = self.program.values(*(one.to(subject.device) for one in subject.examples))
        fields = receptive_fields(self.program, values)
        self.maps = []
        for name in self.program.outputs:
            program = replace(self.program, outputs=(name,))
            layer = self.layer_of(program, values)
            plan = plan_down_to(program, layer, method.title)
            spread = fields[layer.name].spread(subject.examples[0].shape[2])
            self.maps.append(Map(program, layer, plan, spread.to(subject.precision)))
            self.check(self.maps[-1], values)

    @abstractmethod
    def layer_of(self, program: Program, values: Values) -> Step:
        """Return the layer whose output is the map, of a program with one output."""

    def check(self, found: Map, values: Values) -> None:
        """Raise where the method does not take what lies above the map."""

    @abstractmethod
    def weigh(self, found: Map, values: Values) -> Tensor:
        """Return the score of each position of the map, (n, Z)."""

    def upsample(self, scores: Tensor, spread: Tensor) -> Tensor:
        """Return scores of bases (n, L) from those of a map's positions (n, Z)."""
        return scores @ spread

    def absorbed(self, found: Map, values: Values) -> Mapping[str, Tensor]:
        """Return what of the output no position of the map is given, (n,) by its cause."""
        del found, values
        return {}

    def explain(self, batch: Batch, layers: Set[str] = frozenset()) -> tuple[Attribution, ...]:
        """Take the maps of a batch; the references are no part of them."""
        del layers  # maps have no relevance of them
        given, batch = batch.x, batch.filled()
        values = self.program.values(batch.x, *batch.args)
        at = batch.at_references(self.program.outputs_of)
        return tuple(
            attribution_of(
                self.method,
                given,
                self.upsample(self.weigh(found, values), found.spread),
                values[found.program.outputs[0]],
                at_references,
                absorbed=self.absorbed(found, values),
            )
            for found, at_references in zip(self.maps, at, strict=True)
        )


class Cam(ActivationMap):
    """Class activation map of a model that ends in a mean (Zhou et al. 2016, CVPR 2921-2929).

    A position of the map scores what its channels gave to the output: Zhou's map over the number
    of positions, so that all of them together are the output less what it would be without a map.
    """

    def layer_of(self, program: Program, values: Values) -> Step:
        """Return the last value before the output becomes linear."""
        return averaged_map(program, values, self.method.title)

    def check(self, found: Map, values: Values) -> None:
        """Raise where positions weigh differently."""
        slope = found.gradient(values)
        apart = (slope - slope.mean(2, keepdim=True)).abs().max()
        if bool(apart > 100 * torch.finfo(slope.dtype).eps * slope.abs().max()):
            raise no_average(
                self.method.title, "its last layers weigh positions differently", found.layer
            )

    def weigh(self, found: Map, values: Values) -> Tensor:
        """Return what the channels of each position gave to the output."""
        return (found.gradient(values) * found.activations(values)).sum(1)

    def absorbed(self, found: Map, values: Values) -> Mapping[str, Tensor]:
        """Return what the output would be without a map."""
        return {f"{found.head}/bias": found.without(values)}


class GradCam(ActivationMap):
    """Channels weighted by their mean gradient (Selvaraju et al. 2017, ICCV 618-626)."""

    def layer_of(self, program: Program, values: Values) -> Step:
        """Return the layer asked for, or the activation of the last convolution."""
        label = cast(GradCamOptions, self.options).layer
        if label is None:
            return last_activation(program, self.method.title)
        return named_layer(program, label, values)

    def weigh(self, found: Map, values: Values) -> Tensor:
        """Return the weighted sum of the channels, or what of it speaks for the output."""
        weights = found.gradient(values).mean(2, keepdim=True)
        scores = (weights * found.activations(values)).sum(1)
        return scores.clamp(min=0) if cast(GradCamOptions, self.options).relu else scores

    def upsample(self, scores: Tensor, spread: Tensor) -> Tensor:
        """Share out, or interpolate, as asked for."""
        if cast(GradCamOptions, self.options).upsample == "receptive-field":
            return super().upsample(scores, spread)
        return F.interpolate(scores[:, None], size=spread.shape[1], mode="linear")[:, 0]
