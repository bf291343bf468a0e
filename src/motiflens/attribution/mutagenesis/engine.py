"""Mutagenesis and prediction difference: scores from the effects of all mutations."""

from __future__ import annotations

import logging
from abc import abstractmethod
from collections.abc import Set
from functools import cached_property
from typing import cast

import torch
from torch import Tensor

from motiflens.attribution.assembling import attribution_of
from motiflens.attribution.batch import Batch
from motiflens.attribution.engine import Engine
from motiflens.attribution.mutagenesis.local import Trial, local_effects
from motiflens.attribution.mutagenesis.options import MutagenesisOptions
from motiflens.attribution.mutagenesis.whole import whole_effects
from motiflens.attribution.program import Program
from motiflens.attribution.result import Attribution
from motiflens.errors import CaptureError, ConfigError, UnsupportedOperationError

_LOG = logging.getLogger(__name__)


class Effects(Engine):
    """What both have in common: all mutations are tried once, whatever the references."""

    def explain(self, batch: Batch, layers: Set[str] = frozenset()) -> tuple[Attribution, ...]:
        """Return the effects of each mutation, less their mean over the bases."""
        del layers
        given, batch = batch.x, batch.filled()
        prediction = self.subject.outputs(batch.x, *batch.args)
        at = batch.at_references(self.subject.outputs)
        weights = self.weights(batch.references.mean(1))
        found = []
        for output, effects in enumerate(self.effects(batch)):
            centred = effects - (weights * effects).sum(1, keepdim=True)
            found.append(
                attribution_of(
                    self.method,
                    given,
                    self._scores(given, centred, batch.x),
                    prediction[output],
                    at[output],
                    hypothetical=centred,
                )
            )
        return tuple(found)

    def _scores(self, given: Tensor, centred: Tensor, x: Tensor) -> Tensor:
        """Return what the bases that are there score; an N nothing, where that is so in theory."""
        scores = (centred * x).sum(1)
        return scores if self.method.unknown_scores else scores.masked_fill(given.sum(1) == 0, 0)

    def effects(self, batch: Batch) -> Tensor:
        """Return f(x with base b at l) - f(x), (T, n, 4, L)."""
        options = cast(MutagenesisOptions, self.options)
        if self._local is None:
            return whole_effects(self.subject.call, batch.x, batch.args, options.mutants)
        program, trial = self._local
        return local_effects(program, batch.x, batch.args, trial)

    @cached_property
    def _local(self) -> tuple[Program, Trial] | None:
        """The model as a program, and what a trial told of it; None if it is called."""
        if cast(MutagenesisOptions, self.options).recompute == "all":
            return None
        subject = self.subject
        try:
            program = subject.program.to(subject.device, subject.precision)
        except (CaptureError, UnsupportedOperationError) as error:
            _LOG.info("mutagenesis: the model is called for each mutant: %s", error.what)
            return None
        examples = [tensor.to(subject.device, subject.precision) for tensor in subject.examples]
        trial = Trial(program, examples[0], examples[1:])
        trial.say()
        return (program, trial) if trial.saves else None

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
