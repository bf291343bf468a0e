"""What the output becomes without a base, or without several in a row."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from motiflens.attribution.capture import Target
from motiflens.attribution.engine import Subject
from motiflens.attribution.explainer import check_inputs, home
from motiflens.attribution.references import Reference, resolve_references
from motiflens.errors import InputError
from motiflens.models.device import exact_float32, resolve_device


def deletion_effects(
    model: nn.Module,
    x: Tensor,
    *,
    width: int = 1,
    flank: Tensor | None = None,
    reference: Reference = "background",
    target: Target = None,
    args: Sequence[Tensor] = (),
    batch_size: int = 64,
    device: str | torch.device | None = None,
) -> Tensor:
    """Return how the output changes when bases are deleted, everywhere in turn.

    What stands to the right of the deletion moves up to it, and as many columns as were deleted
    come in at the right end. What stands to the left stays where it is.

    Parameters
    ----------
    model, x, target, args, device
        As in `motiflens.explain`.
    width
        How many bases in a row are deleted.
    flank
        (N, 4, width or more): what follows the sequences in their genome, and comes in.
    reference
        What comes in where there is no flank: the last columns of a reference, or of the mean of
        several; see `motiflens.explain`.
    batch_size
        Sequences in one pass.

    Returns
    -------
    (N, L - width + 1): f(x without ``width`` bases from l on) - f(x).

    Raises
    ------
    InputError
        Where shapes do not fit.
    """
    check_inputs(x, args)
    length = x.shape[2]
    if not 1 <= width <= length:
        raise InputError(f"{width} bases cannot be deleted from sequences of {length}")
    place, precision = home(model)
    coming = _coming(x.to(precision), width, flank, reference)
    device = place if device is None else resolve_device(str(device))
    examples = tuple(tensor[:1].to(place, precision) for tensor in (x, *args))
    subject = Subject(model, examples, (target,), device, precision)
    inputs = [tensor.to(device, precision) for tensor in (x, coming, *args)]
    with exact_float32(), torch.inference_mode():
        rows = [
            _effects(subject, *row, width=width, batch_size=batch_size)
            for row in zip(*(torch.split(tensor, 1) for tensor in inputs), strict=True)
        ]
    return torch.cat(rows).to(x.device)


def _coming(x: Tensor, width: int, flank: Tensor | None, reference: Reference) -> Tensor:
    """Return the columns that come in at the right end, (N, 4, width)."""
    if flank is None:
        references = resolve_references(reference, x)
        return references.make(references.group).to(x).mean(1).expand_as(x)[:, :, -width:]
    if flank.dim() != 3 or flank.shape[:2] != x.shape[:2] or flank.shape[2] < width:
        raise InputError(
            f"the flank has the shape {tuple(flank.shape)}, the sequences {tuple(x.shape)}",
            fix=f"give {width} columns or more of each sequence",
        )
    return flank[:, :, :width]


def _effects(
    subject: Subject, x: Tensor, coming: Tensor, *args: Tensor, width: int, batch_size: int
) -> Tensor:
    """Return the effects of all deletions from one sequence, (1, L - width + 1)."""
    length = x.shape[2]
    longer = torch.cat([x, coming.to(x)], 2)[0]
    kept = torch.arange(length, device=x.device)
    starts = torch.arange(length - width + 1, device=x.device)
    found = []
    for first in torch.split(starts, batch_size):
        source = torch.where(kept < first[:, None], kept, kept + width)
        without = longer[:, source].transpose(0, 1)
        further = (tensor.expand(len(first), *tensor.shape[1:]) for tensor in args)
        found.append(subject.call(without, *further)[:, 0])
    return (torch.cat(found) - subject.call(x, *args)[:, 0])[None]
