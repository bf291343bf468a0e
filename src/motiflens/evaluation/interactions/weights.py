"""The weights of a method: what part of each effect it gives to each input, from its own scores.

Where the output is a polynomial of the inputs' distances to the reference, each of its terms is a
Taylor effect: ``exponents`` (2, 0, 1) are the interaction of the first input, squared, and the
third. Scaling a distance by s scales the terms that it takes part in by powers of s. So scores at
enough scales say what each term gave to each input.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import torch
from torch import Tensor

LEAST_SCALE = 0.4
"""Scales lie between this and 1: nothing vanishes, and no input changes its sign."""

SPARE = 2
"""Scales beyond those that a polynomial needs: they tell whether the scores are one."""

_POLYNOMIAL = 1e-8
"""What a fit may miss of the largest score where the scores are polynomials."""


@dataclass(frozen=True)
class Shares:
    """What a method gave of each of E effects to each of L inputs.

    Attributes
    ----------
    members
        (E, L) bool, which inputs take part in each effect.
    weights
        (E, L), the part of the effect that each input is given.
    for_nothing
        (L,), what each is given where there is no effect at all, in parts of the whole output.
    """

    members: Tensor
    weights: Tensor
    for_nothing: Tensor

    @property
    def covered(self) -> float:
        """What the effect with the least credit gives to the input that has the most of it."""
        return float(self.weights.abs().amax(1).min())

    @property
    def elsewhere(self) -> float:
        """The most of an effect, or of nothing, that an input has which takes no part in it."""
        beside = (self.weights.abs() * ~self.members).max()
        return float(torch.maximum(beside, self.for_nothing.abs().max()))

    @property
    def totals(self) -> tuple[float, float]:
        """The least and the most that is given of an effect in all."""
        given = self.weights.sum(1)
        return float(given.min()), float(given.max())


def exponents(inputs: int, degree: int) -> Tensor:
    """Return (E, n) int64: of each term up to a degree the power of each input, nothing first."""
    all_of_them = product(range(degree + 1), repeat=inputs)
    terms = sorted((some for some in all_of_them if sum(some) <= degree), key=sum)
    return torch.tensor(terms)


def scales(inputs: int, degree: int) -> Tensor:
    """Return (M, n) float64 at which polynomials up to a degree are told apart, and `SPARE` more.

    The points of the principal lattice of a simplex determine one (Chung and Yao 1977, SIAM Journal
    on Numerical Analysis 14:735-743).
    """
    generator = torch.Generator().manual_seed(0)
    spare = torch.rand(SPARE, inputs, generator=generator, dtype=torch.float64)
    lattice = exponents(inputs, degree).double() / degree
    return LEAST_SCALE + (1 - LEAST_SCALE) * torch.cat([lattice, spare])


def polynomial_shares(
    scores: Tensor, outputs: Tensor, at: Tensor, places: Tensor, degree: int
) -> Shares | None:
    """Return the shares of each Taylor effect, or None where the scores are no polynomials.

    Parameters
    ----------
    scores
        (M, L) of a method, at each of M scales.
    outputs
        (M,), f(x) - f(reference) there.
    at
        (M, n), the scales of n of the inputs; see `scales`. Others take part in nothing.
    places
        (n,) which these are.
    degree
        Of the output.
    """
    powers = exponents(at.shape[1], degree)
    terms = (at[:, None] ** powers).prod(2)
    together = torch.cat([outputs[:, None], scores], 1)
    found = torch.linalg.lstsq(terms, together).solution
    missed = (terms @ found - together).abs().max()
    if missed > _POLYNOMIAL * outputs.abs().max():
        return None
    effects, whole = found[1:, :1], outputs.abs().max()
    members = torch.zeros(len(effects), scores.shape[1], dtype=torch.bool)
    members[:, places] = powers[1:] > 0
    return Shares(members, found[1:, 1:] / effects, found[0, 1:] / whole)


def single_shares(before: Tensor, after: Tensor, effects: Tensor, places: Tensor) -> Shares:
    """Return the shares of single inputs' effects, of a change of one of them at a time.

    Parameters
    ----------
    before
        (L,) scores.
    after
        (n, L) scores, row j where the effect of input j alone is another.
    effects
        (n,) by how much it is.
    places
        (n,) which inputs these are.
    """
    members = torch.zeros(after.shape, dtype=torch.bool)
    members[torch.arange(len(places)), places] = True
    return Shares(members, (after - before) / effects[:, None], torch.zeros_like(before))
