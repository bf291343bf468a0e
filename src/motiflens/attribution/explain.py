"""The one public call: from a model and sequences to scores, with their proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from motiflens.attribution.capture import Target
from motiflens.attribution.explainer import Explainer
from motiflens.attribution.methods import N_REFERENCES
from motiflens.attribution.references import Reference
from motiflens.attribution.result import Attribution


def explain(
    model: nn.Module,
    x: Tensor,
    *,
    method: str = "deeplift",
    reference: Reference | None = None,
    target: Target = None,
    n_references: int = N_REFERENCES,
    seed: int = 0,
    pool: Tensor | None = None,
    frequencies: Sequence[float] | Tensor | None = None,
    args: Sequence[Tensor] = (),
    options: Mapping[str, Any] | None = None,
    layers: Sequence[str] = (),
    batch_size: int | None = None,
    device: str | torch.device | None = None,
    progress: Callable[[int], None] | None = None,
) -> Attribution:
    """Explain a model's output for each of N sequences.

    Parameters
    ----------
    model
        Any module that `torch.export` can follow, with x as its first input. It is left as it
        was: parameters, buffers, hooks, device, and the mode of each of its modules.
    x
        One-hot sequences, (N, 4, L) in the order A, C, G, T; N is a column of zeros.
    method
        A row of `motiflens.attribution.methods.METHODS`.
    reference
        A name of `motiflens.attribution.references.REFERENCES` (docs/methods.md), frequencies of
        A, C, G and T, or a tensor: (4,), (4, L), (1, 4, L) or (1, K, 4, L) for all sequences,
        (N, 4, L) or (N, K, 4, L) for each its own. Scores are averaged over K references. The
        method's own where not given.
    target
        Which scalar of the output is explained: an index into its dimensions after the batch, a
        function of the output that returns (N,) (`motiflens.targets` has some), or None where
        there is only one. `explain_each` takes several.
    n_references, seed
        How many references a sequence has where they are drawn, and what they are drawn by: a
        sequence's are the same in any batch, order and place.
    pool
        (P, 4, L) one-hot sequences that ``gc-matched`` references are drawn from.
    frequencies
        Of A, C, G and T on one strand of the data that x is part of, for ``background``; those
        of x where not given.
    args
        Further inputs of the model, (N, ...) each, the same for a sequence and its reference.
    options
        The method's options by name.
    layers
        Names of layers with weights whose relevance is kept element by element, in
        ``Attribution.maps`` (LRP).
    batch_size
        Sequences in one pass; where not given, as many as their activations let the caches of a
        CPU, or the free memory of a GPU, hold.
    device
        Where to compute, such as ``cpu`` or ``cuda``; where the model is if not given.
    progress
        Called with the number of sequences done after each batch.

    Returns
    -------
    Attribution
        On the device of ``x``, in the precision of the model.

    Raises
    ------
    InputError
        Where shapes do not fit.
    ConfigError
        Where there is no such method, option or reference; `DeviceError` where no such device.
    CaptureError, UnsupportedOperationError
        Where the model cannot be captured, or an operation has no rule; the line is named.

    Warns
    -----
    CompletenessWarning
        Where scores that should add up do not, even in float64; the operation is named. Also
        where float64 was needed.
    ReferenceWarning
        Where a sequence can be shuffled in one way only.

    Examples
    --------
    >>> import torch
    >>> model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(4 * 6, 1))
    >>> x = torch.eye(4)[torch.tensor([[0, 1, 2, 3, 0, 1]])].transpose(1, 2)
    >>> explain(model, x, reference=[0.3, 0.2, 0.2, 0.3]).scores.shape
    torch.Size([1, 6])
    """
    explainer = Explainer(
        model, x, method=method, target=target, args=args, options=options, device=device
    )
    return explainer.explain(
        x,
        reference=reference,
        n_references=n_references,
        seed=seed,
        pool=pool,
        frequencies=frequencies,
        args=args,
        layers=layers,
        batch_size=batch_size,
        progress=progress,
    )


def explain_each(
    model: nn.Module,
    x: Tensor,
    targets: Sequence[Target],
    *,
    method: str = "deeplift",
    args: Sequence[Tensor] = (),
    options: Mapping[str, Any] | None = None,
    device: str | torch.device | None = None,
    **how: Any,
) -> list[Attribution]:
    """Explain several targets from one forward pass; all else as in `explain`.

    Examples
    --------
    >>> import torch
    >>> model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(4 * 6, 2))
    >>> x = torch.eye(4)[torch.tensor([[0, 1, 2, 3, 0, 1]])].transpose(1, 2)
    >>> [found.scores.shape for found in explain_each(model, x, [0, 1])]
    [torch.Size([1, 6]), torch.Size([1, 6])]
    """
    explainer = Explainer(
        model, x, method=method, target=list(targets), args=args, options=options, device=device
    )
    return explainer.explain_each(x, args=args, **how)
