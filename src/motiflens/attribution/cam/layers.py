"""Which layer of a captured model has the map, and what lies above it."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from motiflens.attribution.operations import (
    ActivationFunction,
    Add,
    Affine,
    Concat,
    Convolution,
    Diagonal,
)
from motiflens.attribution.program import Program, Step
from motiflens.errors import ConfigError, UnsupportedOperationError


def above(program: Program, name: str) -> list[Step]:
    """Return the steps that depend on a value, in the order in which they run."""
    reached, found = {name}, []
    for step in program.steps:
        if not reached.isdisjoint(step.inputs):
            reached.add(step.name)
            found.append(step)
    return found


def needed(program: Program, without: str = "") -> list[Step]:
    """Return the active steps that the output needs, as if one value were known already."""
    wanted, found = set(program.outputs), []
    for step in reversed(program.steps):
        if step.name in wanted and step.active:
            found.append(step)
            wanted.update(() if step.name == without else step.inputs)
    return found[::-1]


def last_activation(program: Program, title: str) -> Step:
    """Return the activation of the last convolution that has one, or else the last convolution.

    A convolution at the very end, as of profiles, is the output itself and has none.

    Raises
    ------
    UnsupportedOperationError
        Where there is no convolution.
    """
    steps = needed(program)
    layers = [step for step in steps if isinstance(step.operation, Convolution)]
    if not layers:
        raise UnsupportedOperationError(
            f"{title} needs a convolution, and there is none on the way to the output",
            fix="choose a method that needs none, such as deeplift",
            where="the model",
        )
    found = (_activation_of(layer, steps) for layer in reversed(layers))
    return next((step for step in found if step is not None), layers[-1])


def _activation_of(layer: Step, steps: list[Step]) -> Step | None:
    """Return the activation that is all that reads a layer, behind constants that scale or add."""
    while True:
        readers = [step for step in steps if layer.name in step.inputs]
        if len(readers) != 1 or not isinstance(readers[0].operation, Diagonal | ActivationFunction):
            return None
        layer = readers[0]
        if isinstance(layer.operation, ActivationFunction):
            return layer


def named_layer(program: Program, label: str, values: Mapping[str, Tensor]) -> Step:
    """Return the last step of a layer by its name, whose output is a map.

    Raises
    ------
    ConfigError
        Where there is none; those that there are are named.
    """
    maps = {step.label: step for step in needed(program) if values[step.name].dim() > 2}
    if label not in maps:
        raise ConfigError(
            f"there is no layer named {label!r} whose output is a map",
            where="layer",
            fix=f"choose among {', '.join(maps)}",
        )
    return maps[label]


def averaged_map(program: Program, values: Mapping[str, Tensor], title: str) -> Step:
    """Return the last value before the output becomes linear, through which all of it goes.

    Raises
    ------
    UnsupportedOperationError
        Where there is none that has positions.
    """
    steps = needed(program)
    bent = [step for step in steps if not isinstance(step.operation, Affine | Add | Concat)]
    layers = [step for step in steps if isinstance(step.operation, Convolution)]
    if not layers:
        raise no_average(title, "there is no convolution on the way to the output")
    found = bent[-1] if bent else layers[-1]
    if values[found.name].dim() < 3:
        raise no_average(title, "behind the positions there is more than linear layers", found)
    if layers[-1] in above(program, found.name):
        raise no_average(title, "the last convolution has no activation", layers[-1])
    higher = {step.name for step in above(program, found.name)}
    beside = [step for step in needed(program, found.name) if step.name not in higher]
    if beside != [found]:
        raise no_average(title, "part of the output goes around the last activation", found)
    return found


def no_average(title: str, reason: str, step: Step | None = None) -> UnsupportedOperationError:
    """Return the error that a model has no average head."""
    return UnsupportedOperationError(
        f"{title} needs a model that ends in the mean over positions and linear layers: {reason}",
        where="" if step is None else f"{step.operation.title}, {step.origin}",
        fix="use grad-cam, which takes any model with a convolution, or a method that adds up",
    )
