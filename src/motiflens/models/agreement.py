"""Hold an imported network against examples, and find out what is declared wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product
from typing import Any

import numpy as np
import torch
from torch import nn

from motiflens.config import Import
from motiflens.errors import ModelError
from motiflens.models.activations import activated
from motiflens.models.card import Reads
from motiflens.models.examples import Examples, read_examples
from motiflens.models.predict import Outputs, predict_all
from motiflens.models.reads import LAYOUTS, as_read
from motiflens.models.shape import Shape

TOLERANCE = 1e-5
"""Largest difference from what is expected, relative to the largest number expected."""

_TRIED = 16  # examples that other readings are tried on
_SHOWN = 4
_TINY = 1e-30  # in place of 0, where nothing but 0 is expected
_ACTIVATIONS = (None, "sigmoid", "softmax")
_CPU = torch.device("cpu")


def check_examples(
    options: Import, network: nn.Module, shape: Shape, reads: Reads, activation: str | None
) -> dict[str, Any]:
    """Compare a network to ``options.examples``, where there are some.

    Returns
    -------
    ``examples`` and ``largest_difference`` of `motiflens.models.card.SelfCheck`.

    Raises
    ------
    ModelError
        Where they differ by more than `TOLERANCE`; it names the largest difference, and which
        other reading of the model would agree.
    """
    if options.examples is None:
        return {}
    given = read_examples(options.examples, options.tasks, shape)
    said = predict_all(as_read(network, reads, shape.tracks), given.codes, _CPU)
    difference = _difference(given, said, activation)
    if difference <= TOLERANCE:
        return {"examples": len(given.codes), "largest_difference": difference}
    others = list(_agreeing(given, network, shape, reads, activation))[:_SHOWN]
    raise ModelError(
        f"the model's predictions differ from the examples' by up to {difference:.2g} of the "
        f"largest ({TOLERANCE:g} is allowed); it was not imported",
        where=f"{options.source} and {options.examples}",
        fix=f"it would agree with {'; or '.join(others)}: check which is true, and declare it"
        if others
        else "no other order of channels, layout, strands or activation agrees either: check "
        "whether weights and examples belong together",
    )


def _difference(given: Examples, said: Outputs, activation: str | None) -> float:
    """Return the largest difference relative to the largest number that is expected."""
    pairs = [(activated(said.values, activation), given.expected)]
    if given.profiles is not None and said.profiles is not None:
        pairs.append((said.profiles.astype(np.float64), given.profiles))
    differences = [
        np.abs(one - other).max() / max(np.abs(other).max(), _TINY) for one, other in pairs
    ]
    return float(max(differences))


def _agreeing(
    given: Examples, network: nn.Module, shape: Shape, reads: Reads, activation: str | None
) -> Iterator[str]:
    """Yield in words what would have to be declared instead, the smallest changes first."""
    few = Examples(
        given.codes[:_TRIED],
        given.expected[:_TRIED],
        None if given.profiles is None else given.profiles[:_TRIED],
    )
    for other in sorted(_readings(reads), key=lambda other: _n_changes(other, reads)):
        try:
            said = predict_all(as_read(network, other, shape.tracks), few.codes, _CPU)
        except Exception:  # it does not take such sequences
            continue
        for function in _ACTIVATIONS:
            own = (other, function) == (reads, activation)
            if not own and _difference(few, said, function) <= TOLERANCE:
                yield _in_words(other, function, reads, activation)


def _readings(reads: Reads) -> Iterator[Reads]:
    orders = ["".join(order) for order in permutations("ACGT")]
    layouts = dict.fromkeys((reads.layout, *LAYOUTS))
    strands = ("one", "mean", "max")
    for channels, layout, how in product(orders, layouts, strands):
        yield reads.model_copy(update={"channels": channels, "layout": layout, "strands": how})


def _n_changes(one: Reads, other: Reads) -> int:
    return sum(value != getattr(other, name) for name, value in one)


def _in_words(other: Reads, function: str | None, reads: Reads, activation: str | None) -> str:
    changes = [f"{name} {value}" for name, value in other if value != getattr(reads, name)]
    if function != activation:
        changes.append(f"activation {function or 'none'}")
    return ", ".join(changes)
