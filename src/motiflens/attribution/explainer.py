"""A model captured for one method: from sequences to scores, with their proof."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from motiflens.attribution.audit import imbalance
from motiflens.attribution.capture import Target, capture
from motiflens.attribution.methods import METHODS
from motiflens.attribution.references import Reference, fill_unknown, resolve_reference
from motiflens.attribution.result import Attribution, join
from motiflens.attribution.tolerance import COMPLETENESS
from motiflens.attribution.walk import Rules, Walked, check_rules, walk
from motiflens.config import method_options
from motiflens.errors import CompletenessWarning, InputError
from motiflens.models.device import exact_float32, resolve_device


class Explainer:
    """A model captured once for one method and target, to explain sequences again and again.

    Parameters are those of `explain`, with ``x`` and ``args`` as examples; it raises what
    `explain` raises of the model. Changes of the model after the capture are not seen.
    """

    def __init__(
        self,
        model: nn.Module,
        x: Tensor,
        *,
        method: str = "deeplift",
        target: Target = None,
        args: Sequence[Tensor] = (),
        options: Mapping[str, Any] | None = None,
        device: str | torch.device | None = None,
    ) -> None:
        chosen = method_options(method, dict(options or {}))
        self.method = METHODS[method]
        place, self.precision = _home(model)
        self.device = place if device is None else resolve_device(str(device))
        examples = [tensor[:1].to(place, self.precision) for tensor in _check(x, args)]
        program = capture(model, examples[0], examples[1:], target)
        self.rules = load_rules(self.method.rules)(chosen)
        check_rules(program, self.rules, self.method.title)
        self.program = program.to(self.device)

    def explain(
        self,
        x: Tensor,
        *,
        reference: Reference | None = None,
        args: Sequence[Tensor] = (),
        batch_size: int = 64,
        progress: Callable[[int], None] | None = None,
    ) -> Attribution:
        """Explain sequences of the example's length; see `motiflens.explain`."""
        _check(x, args)
        chosen = self.method.reference if reference is None else reference
        full = resolve_reference(chosen, x.to(self.precision))
        shared = len(full) == 1 and not args and self.program.shares_reference
        parts = []
        with exact_float32(), torch.inference_mode():
            values = self.program.values(self._place(full)) if shared else None
            for start in range(0, len(x), batch_size):
                batch, own, *further = (
                    self._place(tensor if len(tensor) == 1 else tensor[start : start + batch_size])
                    for tensor in (x, full, *args)
                )
                parts.append(self._batch(batch, own, further, values).to(x.device))
                if progress is not None:
                    progress(len(batch))
        return join(parts)

    def _place(self, tensor: Tensor) -> Tensor:
        return tensor.to(self.device, self.precision)

    def _batch(
        self,
        x: Tensor,
        reference: Tensor,
        args: Sequence[Tensor],
        values: Mapping[str, Tensor] | None,
    ) -> Attribution:
        x, reference = fill_unknown(x, reference), reference.expand_as(x)
        found = walk(self.program, self.rules, x, reference if values is None else values, args)
        ratio, given = found.message.ratio, found.message.given
        contributions = torch.zeros_like(x) if ratio is None else (x - reference) * ratio
        if given is not None:
            contributions = contributions + given
        hypothetical = None
        if given is None and ratio is not None:
            hypothetical = ratio - (ratio * reference).sum(1, keepdim=True)
        scores = contributions.sum(1)
        absolute, relative = self._errors(scores, found)
        self._warn(x, reference, args, found, absolute, relative)
        return Attribution(
            scores=scores,
            contributions=contributions,
            hypothetical=hypothetical,
            prediction=found.prediction,
            reference_prediction=found.reference_prediction,
            completeness_error=relative,
            absolute_error=absolute,
            absorbed=found.absorbed,
        )

    def _errors(self, scores: Tensor, found: Walked) -> tuple[Tensor, Tensor]:
        """Return the absolute and the relative completeness error, (N,) each."""
        if self.method.explains == "output":
            explained = found.prediction
            kept = sum(found.absorbed.values(), start=torch.zeros_like(explained))
        else:
            explained = found.prediction - found.reference_prediction
            kept = torch.zeros_like(explained)
        absolute = (explained - scores.sum(1) - kept).abs()
        scale = torch.maximum(explained.abs(), scores.abs().sum(1))
        return absolute, torch.where(absolute == 0, absolute, absolute / scale)

    def _warn(
        self,
        x: Tensor,
        reference: Tensor,
        args: Sequence[Tensor],
        found: Walked,
        absolute: Tensor,
        relative: Tensor,
    ) -> None:
        """Name the operation that lost the most where the worst sequence does not add up."""
        tolerance = COMPLETENESS.get(str(relative.dtype).removeprefix("torch."), 5e-2)
        # Where nothing is explained, what is missing is the rounding of the outputs themselves.
        outputs = found.prediction.abs() + found.reference_prediction.abs()
        broken_sums = (relative > tolerance) & (absolute > 1e-2 * tolerance * outputs)
        if not self.method.complete or not bool(broken_sums.any()):
            return
        worst = int((relative * broken_sums).argmax())
        one = slice(worst, worst + 1)
        shares = imbalance(
            self.program, self.rules, x[one], reference[one], [tensor[one] for tensor in args]
        )
        broken = max(shares, key=lambda label: float(shares[label]))
        warnings.warn(
            CompletenessWarning(
                f"{self.method.title}: scores miss {float(relative[worst]):.1e} of what they "
                f"explain; the largest part was lost at {broken}"
            ),
            stacklevel=4,
        )


def _check(x: Tensor, args: Sequence[Tensor]) -> tuple[Tensor, ...]:
    if x.dim() != 3 or x.shape[1] != 4 or 0 in x.shape:
        raise InputError(
            f"the sequences have the shape {tuple(x.shape)}",
            fix="give a tensor of shape (N, 4, L), with A, C, G, T in the second dimension",
        )
    for number, tensor in enumerate(args):
        if len(tensor) != len(x):
            raise InputError(
                f"further input {number} holds {len(tensor)} samples, and there are {len(x)} "
                "sequences"
            )
    return (x, *args)


def _home(model: nn.Module) -> tuple[torch.device, torch.dtype]:
    """Return device and precision of the model: of its first number with a fraction."""
    for tensor in (*model.parameters(), *model.buffers()):
        if tensor.is_floating_point():
            return tensor.device, tensor.dtype
    return torch.device("cpu"), torch.get_default_dtype()


def load_rules(name: str) -> Callable[[Any], Rules]:
    """Return the factory of rules that `Method.rules` names."""
    module, function = name.split(":")
    factory: Callable[[Any], Rules] = getattr(importlib.import_module(module), function)
    return factory
