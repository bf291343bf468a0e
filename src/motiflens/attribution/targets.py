"""Targets: small functions of a model's output that choose the number to be explained.

Each is captured with the model as its last operations, so that scores add up for it as for any
output. A function of your own does the same: it takes what the model returns and returns (N,).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from motiflens.errors import ConfigError
from motiflens.models.outputs import numbers
from motiflens.readouts import READOUTS

TargetFunction = Callable[[Any], Tensor]


def named_target(
    name: str | None,
    task: int,
    tasks: Sequence[str],
    readout: str = "classes",
    tracks: Sequence[int] = (),
) -> TargetFunction:
    """Return the target that a configuration names, of what a network of a readout returns.

    Parameters
    ----------
    name
        The number of the task, called ``logit``, ``value`` or ``log-counts`` by the readout;
        ``normalised``, see `normalised`; ``minus OTHER``, the number less that of another task;
        of profiles also ``profile`` and ``profile-with-weights``, see `profile`. None is the
        number.
    task
        Index of the task.
    tasks
        Names of all, as ``minus`` takes them.
    readout
        A row of `motiflens.readouts.READOUTS`.
    tracks
        Profiles: the number of strands of each task.

    Raises
    ------
    ConfigError
        Where it names something else.
    """
    known = READOUTS[readout].targets
    if name is None or name == known[0]:
        return lambda output: numbers(output)[:, task]
    if name in known:
        return _of_readout(name, task, tracks)
    other = name.removeprefix("minus ")
    if other == name or other not in tasks:
        raise ConfigError(
            f"there is no target {name!r} of a model of {readout}",
            fix=f"choose {', '.join(known[:-1])}, or minus one of {', '.join(tasks)}",
            where="target",
        )
    against = difference(task, tasks.index(other))
    return lambda output: against(numbers(output))


def _of_readout(name: str, task: int, tracks: Sequence[int]) -> TargetFunction:
    if name == "normalised":
        return normalised(task)
    first = sum(tracks[:task])
    own = profile(detach=name == "profile")
    return lambda output: own(output[0][:, first : first + tracks[task]])


def difference(task: int, other: int) -> TargetFunction:
    """Return what task has over another: f[task] - f[other], of an output (N, T)."""
    return lambda output: output[:, task] - output[:, other]


def normalised(task: int) -> TargetFunction:
    """Return a logit less the mean over all classes, of an output (N, T).

    What a softmax makes of the logits does not change when all of them move together; neither
    does this (Shrikumar et al. 2016, arXiv:1605.01713, eq. 21).
    """
    return lambda output: output[:, task] - output.mean(1)


def linear(weights: Sequence[float]) -> TargetFunction:
    """Return a weighted sum of the outputs (N, T), a weight for each."""

    def target(output: Tensor) -> Tensor:
        return output @ torch.tensor(weights, dtype=output.dtype, device=output.device)

    return target


def total(output: Any) -> Tensor:
    """Return the sum of all outputs (N, ...) of a sequence."""
    summed: Tensor = output.flatten(1).sum(1)
    return summed


def profile(head: int | None = None, *, detach: bool = True) -> TargetFunction:
    """Return a profile head as one number: its logits, less their mean, weighted by their softmax.

    Positions that the profile puts weight on count more (Avsec et al. 2021, Nature Genetics
    53:354-366). Logits are (N, ..., L): the softmax runs over positions, the sum over all strands
    and tasks.

    Parameters
    ----------
    head
        Which of the model's outputs, where it returns several; the only one if not given.
    detach
        Take the weights for constants, as ChromBPNet does; they are then those of the sequence,
        also at its reference. Otherwise they are explained as well, as in bpnet-lite. Scores
        differ: say which was used.
    """

    def target(output: Any) -> Tensor:
        logits = output if head is None else output[head]
        centred = logits - logits.mean(-1, keepdim=True)
        weights = torch.softmax(logits.detach() if detach else logits, -1)
        return total(centred * weights)

    return target


def counts(head: int) -> TargetFunction:
    """Return a counts head (N, T) as one number: the sum of its log counts."""
    return lambda output: total(output[head])
