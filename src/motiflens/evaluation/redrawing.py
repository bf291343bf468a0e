"""A model's layers re-drawn one after the other, from the output down."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import numpy as np
import torch
from torch import Tensor, nn

from motiflens.attribution.capture import evaluation_mode
from motiflens.attribution.explainer import home


def redrawn(
    model: nn.Module, example: Tensor, depths: int, seed: int
) -> Iterator[tuple[str, nn.Module]]:
    """Yield copies of a model of which more and more layers are re-drawn.

    Parameters
    ----------
    model
        It is left as it is.
    example
        (1, 4, L) a sequence, which tells the order in which layers run.
    depths
        Steps, at most; the last one re-draws the layer that runs first, alone.
    seed
        Of the draws.

    Yields
    ------
    name
        Of the deepest layer that is re-drawn so far.
    model
        A copy of its own.
    """
    order = layers(model, example)[::-1]
    changed = deepcopy(model)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for step in _steps(len(order), depths):
            modules = dict(changed.named_modules())
            for number in step:
                redraw(modules[order[number]])
            yield order[step[-1]] or type(model).__name__, deepcopy(changed)


def _steps(count: int, depths: int) -> list[list[int]]:
    """Return the layers, counted from the top, that each step re-draws."""
    if count < 2 or depths == 1:
        return [list(range(count))] if count else []
    upper = np.array_split(np.arange(count - 1), min(depths, count) - 1)
    return [*(some.tolist() for some in upper), [count - 1]]


def layers(model: nn.Module, example: Tensor) -> list[str]:
    """Return the names of modules with parameters of their own, in the order in which they run.

    Those that are never called as modules, as some use their parameters from outside, come in
    the order in which they are declared, before all others.
    """
    declared = {
        name: module
        for name, module in model.named_modules()
        if any(True for _ in module.parameters(recurse=False))
    }
    ran: list[str] = []
    hooks = [
        module.register_forward_hook(lambda *_, name=name: ran.append(name))
        for name, module in declared.items()
        if not isinstance(module, torch.jit.ScriptModule)
    ]
    try:
        with torch.inference_mode(), evaluation_mode(model):
            model(example.to(*home(model)))
    finally:
        for hook in hooks:
            hook.remove()
    first = dict.fromkeys(ran)
    return [name for name in declared if name not in first] + list(first)


def redraw(module: nn.Module) -> None:
    """Draw a module's own parameters anew: as it does itself, or in another order."""
    reset = getattr(module, "reset_parameters", None)
    if callable(reset):
        reset()
        return
    with torch.no_grad():
        for parameter in module.parameters(recurse=False):
            flat = parameter.flatten()
            parameter.copy_(flat[torch.randperm(len(flat))].view_as(parameter))
