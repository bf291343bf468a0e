"""Mutagenesis and prediction difference: scores from the effects of all mutations."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Set
from typing import cast

import torch
from torch import Tensor

from motiflens.attribution.assembling import attribution_of
from motiflens.attribution.batch import Batch
from motiflens.attribution.engine import Engine
from motiflens.attribution.mutagenesis.options import MutagenesisOptions
from motiflens.attribution.mutagenesis.whole import whole_effects
from motiflens.attribution.result import Attribution
from motiflens.errors import ConfigError


class Effects(Engine):
    """What both have in common: all mutations are tried once, whatever the references."""

    def explain(self, batch: Batch, layers: Set[str] = frozenset()) -> tuple[Attribution, ...]:
        """Return the effects of each mutation, less their mean over the bases."""
        del layers
        given, batch = batch.x, batch.filled()
        prediction = self.subject.call(batch.x, *batch.args)
        at = torch.stack(
            [
                self.subject.call(reference.expand_as(batch.x), *batch.args)
                for reference in batch.references.unbind(1)
            ],
            1,
        )
        weights = self.weights(batch.references.mean(1))
        found = []
        for output, effects in enumerate(self.effects(batch)):
            centred = effects - (weights * effects).sum(1, keepdim=True)
            found.append(
                attribution_of(
                    self.method,
                    given,
                    (centred * batch.x).sum(1),
                    prediction[:, output],
                    at[:, :, output],
                    hypothetical=centred,
                )
            )
        return tuple(found)

    def effects(self, batch: Batch) -> Tensor:
        """Return f(x with base b at l) - f(x), (T, n, 4, L)."""
        options = cast(MutagenesisOptions, self.options)
        return whole_effects(self.subject.call, batch.x, batch.args, options.mutants)

    @abstractmethod
    def weights(self, reference: Tensor) -> Tensor:
        """Return what each base counts in the mean, (1 or n, 4, 1 or L)."""


class Mutagenesis(Effects):
    """All four bases count alike."""

    def weights(self, reference: Tensor) -> Tensor:
        """Return a quarter for each base."""
        return torch.full_like(reference[:1, :, :1], 0.25)


class PredictionDifference(Effects):
    """Bases count as often as the references have them, at each position."""

    def weights(self, reference: Tensor) -> Tensor:
        """Return the references' mean.

        Raises
        ------
        ConfigError
            Where its columns do not sum to one.
        """
        if not torch.allclose(reference.sum(1), reference.new_ones(1), atol=1e-3):
            raise ConfigError(
                f"{self.method.title} weights bases by the reference, and its columns do not sum "
                "to 1",
                where="reference",
                fix="give frequencies, such as background or uniform, or sequences",
            )
        return reference
