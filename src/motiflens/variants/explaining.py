"""Attribution of both alleles of variants, against the same references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from motiflens.attribution.explainer import Explainer
from motiflens.attribution.methods import METHODS
from motiflens.attribution.references import REFERENCES, resolve_references
from motiflens.attribution.targets import TargetFunction
from motiflens.config import Attribute
from motiflens.errors import ConfigError
from motiflens.models.encoding import one_hot
from motiflens.sequences.alleles import Alleles


@dataclass(frozen=True)
class Explained:
    """Scores (T, n, L) of the positions of REF windows and of ALT windows."""

    ref: NDArray[np.float32]
    alt: NDArray[np.float32]


class AlleleExplainer:
    """A model captured for one method, to explain pairs of windows.

    Parameters
    ----------
    model, targets, device
        What is explained, and where.
    method, options
        A row of the table of methods, and its own options.
    settings
        Reference, seed and batch size.
    both_strands
        Whether scores are the mean over both strands.
    frequencies
        Of A, C, G and T, for references that are made of them.
    length
        Of the windows.

    Raises
    ------
    ConfigError
        Where the reference is drawn from other sequences, which are not at hand here.
    """

    def __init__(
        self,
        model: nn.Module,
        targets: Sequence[TargetFunction],
        method: str,
        options: dict[str, Any],
        settings: Attribute,
        *,
        both_strands: bool,
        frequencies: Sequence[float],
        length: int,
        device: torch.device,
    ) -> None:
        asked = settings.reference
        self._reference = METHODS[method].reference if asked is None else asked
        _check_reference(self._reference)
        self._settings = settings
        self._both = both_strands
        self._frequencies = frequencies
        example = torch.zeros(1, 4, length)
        self._explainer = Explainer(
            model, example, method=method, target=list(targets), options=options, device=device
        )

    def explain(self, alleles: Alleles) -> Explained:
        """Explain both windows of each variant; what differs is then due to the alleles alone."""
        x = one_hot(torch.from_numpy(np.concatenate([alleles.ref, alleles.alt])))
        references = self._references(x[: len(alleles.ref)])
        scores = self._scores(x, references)
        if self._both:
            other = self._scores(x.flip((1, 2)), references.flip((2, 3)))
            scores = (scores + other.flip(2)) / 2
        ref, alt = scores.float().chunk(2, dim=1)
        return Explained(ref.numpy(), alt.numpy())

    def _scores(self, x: Tensor, references: Tensor) -> Tensor:
        """Return the scores (T, n, L) of one strand."""
        found = self._explainer.explain_each(
            x, reference=references, batch_size=self._settings.batch_size
        )
        return torch.stack([attribution.scores for attribution in found])

    def _references(self, ref: Tensor) -> Tensor:
        """Return the references of the REF windows, for them and for ALT: (1 or 2n, K, 4, L)."""
        found = resolve_references(
            self._reference,
            ref,
            count=self._settings.n_references,
            seed=self._settings.seed,
            frequencies=self._frequencies,
        )
        if found.groups == 1:
            return found.make(found.group[:1])
        return found.make(found.group).repeat(2, 1, 1, 1)


def _check_reference(reference: str | Sequence[float]) -> None:
    kind = REFERENCES.get(reference) if isinstance(reference, str) else None
    if kind is not None and kind.needs_pool:
        raise ConfigError(
            f"the reference {kind.name} is drawn from negatives of a data set, and variants have "
            "none",
            where="--reference",
            fix="choose background, or dinucleotide-shuffles",
        )
