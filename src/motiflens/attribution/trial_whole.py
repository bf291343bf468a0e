"""A method that is no walk, tried as a whole: whether it runs on a model, and what its sums say."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from motiflens.attribution.audit_record import MethodAudit
from motiflens.attribution.capture import Target
from motiflens.attribution.completeness import summary
from motiflens.attribution.explainer import Explainer
from motiflens.attribution.methods import METHODS, Method
from motiflens.attribution.result import Attribution
from motiflens.errors import CompletenessWarning, ModelError

_SEQUENCES = (
    2  # enough to see whether it runs: some of these methods call a model thousands of times
)


def try_whole(
    name: str,
    options: Mapping[str, Any],
    model: nn.Module,
    x: Tensor,
    targets: list[Target],
    args: Sequence[Tensor],
    how: Mapping[str, Any],
) -> MethodAudit:
    """Return what comes of a method on a few sequences.

    Parameters
    ----------
    name, options
        The method.
    model, x, args
        The model, and sequences (N, 4, L) with its further inputs; the first few are explained.
    targets
        What is explained.
    how
        Device, reference and the like, as `motiflens.explain_each` takes them.
    """
    method = METHODS[name]
    few, others = x[:_SEQUENCES], [tensor[:_SEQUENCES] for tensor in args]
    asked = dict(how)
    device = asked.pop("device")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CompletenessWarning)
            explainer = Explainer(
                model, few, method=name, target=targets, args=others, options=options, device=device
            )
            found = explainer.explain_each(few, args=others, **asked)
    except ModelError as error:
        return MethodAudit(name, runs=False, adds_up=None, verdict=f"refused because {error.what}")
    reference = asked["reference"] or method.reference
    return _verdict(method, found, str(reference))


def _verdict(method: Method, found: Sequence[Attribution], reference: str) -> MethodAudit:
    sums = summary(
        torch.cat([one.completeness_error for one in found]),
        torch.cat([one.absolute_error for one in found]),
    )
    words = {
        "exactly": "exact as a whole",
        "to a tolerance": f"misses {sums.maximum:.1e} of what it explains; an option sets how much",
        "on average": f"misses {sums.maximum:.1e} of what it explains, by what was drawn",
        "not": "runs; its scores need not add up to anything",
    }
    broken = method.complete and sums.maximum > sums.tolerance
    return MethodAudit(
        name=method.name,
        runs=True,
        adds_up=not broken if method.complete else None,
        verdict=f"does not add up: it misses {sums.maximum:.1e}"
        if broken
        else words[method.adds_up],
        reference=reference,
        completeness=sums,
    )
