"""One model, one of its outputs, and the sequences that methods are tried on."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from motiflens.attribution.capture import Target
from motiflens.attribution.engine import Subject
from motiflens.attribution.explainer import Explainer, home
from motiflens.attribution.methods import N_REFERENCES
from motiflens.attribution.references import Reference, resolve_references
from motiflens.attribution.result import Attribution
from motiflens.errors import CompletenessWarning, ReferenceWarning
from motiflens.evaluation.metrics.types import Numbers, Values
from motiflens.models.device import exact_float32

_BATCH = 256


@dataclass(frozen=True)
class Case:
    """What methods are tried on.

    Attributes
    ----------
    model, target
        The model, and what is explained of its output.
    x
        (n, 4, L) one-hot sequences without N.
    frequencies
        Of A, C, G and T where they come from; those of x where None.
    device
        Where to compute.
    reference
        For all methods; each its own where None.
    pool
        (P, 4, L) sequences that references are drawn from, where they are.
    n_references, seed, batch_size
        As of `motiflens.explain`.
    """

    model: nn.Module
    target: Target
    x: Tensor
    frequencies: Sequence[float] | None = None
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))
    reference: str | None = None
    pool: Tensor | None = None
    n_references: int = N_REFERENCES
    seed: int = 0
    batch_size: int = 64
    _explainers: dict[str, Explainer] = field(default_factory=dict, init=False, repr=False)
    _at_references: dict[str, Values] = field(default_factory=dict, init=False, repr=False)

    @property
    def precision(self) -> torch.dtype:
        """That of the model."""
        return home(self.model)[1]

    @cached_property
    def sequences(self) -> Numbers:
        """(n, 4, L) the sequences as an array."""
        return np.asarray(self.x.cpu().numpy(), dtype=np.float64)

    @cached_property
    def subject(self) -> Subject:
        """The model, which is captured once for all methods, as that takes longest."""
        examples = (self.x[:1].to(*home(self.model)),)
        return Subject(self.model, examples, (self.target,), self.device, self.precision)

    def predict(self, inputs: Numbers) -> Values:
        """Return the explained number (m,) of inputs (m, 4, L), by calling the model itself."""
        parts = []
        with exact_float32(), torch.inference_mode():
            # What is broadcast may not be written to, and torch wants what may.
            whole = torch.from_numpy(np.require(inputs, requirements=["C", "W"]))
            for some in torch.split(whole, _BATCH):
                placed = some.to(self.device, self.precision)
                parts.append(self.subject.call(placed)[:, 0].double().cpu())
        return np.asarray(torch.cat(parts).numpy())

    @cached_property
    def outputs(self) -> Values:
        """(n,) the explained number of the sequences."""
        return self.predict(self.sequences)

    def at_references(self, name: str) -> Values:
        """Return the explained number at references of the sequences, (n,): the mean of each's."""
        if name not in self._at_references:
            references = self.references(name, self.n_references)
            n, count = references.shape[:2]
            found = self.predict(references.reshape(n * count, *references.shape[2:]))
            self._at_references[name] = found.reshape(n, count).mean(axis=1)
        return self._at_references[name]

    def explain(
        self,
        method: str,
        options: Mapping[str, Any] | None = None,
        *,
        x: Tensor | None = None,
        reference: Reference | None = None,
        seed: int | None = None,
    ) -> Attribution:
        """Explain the sequences, or x, by a method; what the scores lack is for checks to say."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CompletenessWarning)
            warnings.simplefilter("ignore", ReferenceWarning)
            return self._explainer(method, options or {}).explain(
                self.x if x is None else x,
                reference=self.reference if reference is None else reference,
                n_references=self.n_references,
                seed=self.seed if seed is None else seed,
                pool=self.pool,
                frequencies=self.frequencies,
                batch_size=self.batch_size,
            )

    def _explainer(self, method: str, options: Mapping[str, Any]) -> Explainer:
        """Return what explains by a method; that of the latest method is kept, and no other."""
        key = f"{method} {sorted(options.items())}"
        if key not in self._explainers:
            self._explainers.clear()
            self._explainers[key] = Explainer.of(self.subject, method=method, options=options)
        return self._explainers[key]

    def references(self, name: Reference, count: int, seed: int | None = None) -> Values:
        """Return references of the sequences, (n, K, 4, L)."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReferenceWarning)
            found = resolve_references(
                name,
                self.x,
                count=count,
                seed=self.seed if seed is None else seed,
                pool=self.pool,
                frequencies=self.frequencies,
            )
        made = found.make(found.group).double().cpu().numpy()
        return np.broadcast_to(made, (len(self.x), *made.shape[1:]))

    def with_model(self, model: nn.Module) -> Case:
        """Return the same case of another model."""
        return replace(self, model=model)
