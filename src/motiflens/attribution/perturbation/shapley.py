"""Shapley values: what a base adds to the output, over all orders in which bases can join.

The players are bases, or windows of them. A coalition's worth is the output at the sequence in
which its players stand, and the reference everywhere else (Shapley 1953; Strumbelj and Kononenko
2014, Knowledge and Information Systems 41:647-665).
"""

from __future__ import annotations

import math
from functools import partial
from typing import cast

import torch
from torch import Tensor

from motiflens.attribution.draws import Draws
from motiflens.attribution.perturbation.comparing import Compared, Comparing
from motiflens.attribution.perturbation.masking import masked_outputs
from motiflens.attribution.perturbation_options import ShapleyOptions

EXACT = 16
"""Players up to which all coalitions are gone through."""


class Shapley(Comparing):
    """Goes through all coalitions of few players, or through orders that are drawn."""

    def compare(self, x: Tensor, reference: Tensor, args: tuple[Tensor, ...]) -> Compared:
        """Return each player's value, shared evenly by those of its bases that differ."""
        options = cast(ShapleyOptions, self.options)
        player = torch.arange(x.shape[2], device=x.device) // options.width
        differs = (x != reference).any(1)
        members = _members(differs, player)
        worth = partial(masked_outputs, self.subject, x, reference, args=args)
        if members.shape[1] <= EXACT:
            values, errors = _exact(worth, player), None
        else:
            draws = Draws(options.seed, x, reference)
            ranks = draws.ranks(options.permutations // 2, members.shape[1])
            values, errors = _sampled(worth, player, ranks)
        # A player without a base that differs adds nothing, not even by rounding.
        share = (differs / members[:, player].clamp(min=1)).to(x.dtype)[..., None]

        def shared(of_players: Tensor) -> Tensor:
            return (of_players[:, player] * share).transpose(1, 2)

        return Compared(shared(values), None if errors is None else shared(errors))


def _members(differs: Tensor, player: Tensor) -> Tensor:
    """Return (n, P): how many bases of each player differ from the reference."""
    counts = differs.new_zeros(len(differs), int(player[-1]) + 1, dtype=torch.long)
    return counts.index_add_(1, player, differs.long())


def _exact(worth: partial[Tensor], player: Tensor) -> Tensor:
    """Return the values of players (n, P, T) from all of their 2^P coalitions."""
    count = int(player[-1]) + 1
    coalitions = torch.arange(1 << count, device=player.device)
    joined = (coalitions[:, None] >> torch.arange(count, device=player.device)) & 1
    size = joined.sum(1, keepdim=True)
    weights = torch.tensor(
        [1 / (count * math.comb(count - 1, k)) for k in range(count)],
        dtype=torch.float64,
        device=player.device,
    )
    with_it, without = weights[(size - 1).clamp(min=0)], weights[size.clamp(max=count - 1)]
    share = torch.where(joined.bool(), with_it, -without)
    worths: Tensor = worth(present=joined.bool()[None, :, player])
    return torch.einsum("nvt,vp->npt", worths.double(), share).to(worths.dtype)


def _sampled(worth: partial[Tensor], player: Tensor, ranks: Tensor) -> tuple[Tensor, Tensor]:
    """Return the values of players (n, P, T) and their standard errors, from drawn orders.

    Each order is also gone through backwards, and the mean of both is one draw: what a player
    adds early and late differ the most, so that the mean varies less (Castro, Gomez and Tejada
    2009, Computers & Operations Research 36:1726-1730, for sampling; Mitchell et al. 2022, JMLR
    23:43, for pairs).

    Parameters
    ----------
    worth
        The outputs (n, V, T) of coalitions ``present`` (n, V, L).
    player
        (L,) of each position.
    ranks
        (n, pairs, P) the place of each player in the order.
    """
    last = ranks.shape[2] - 1
    draws = [
        (_added(worth, player, order) + _added(worth, player, last - order)) / 2
        for order in ranks.unbind(1)
    ]
    drawn = torch.stack(draws)
    return drawn.mean(0), drawn.std(0) / math.sqrt(len(drawn))


def _added(worth: partial[Tensor], player: Tensor, rank: Tensor) -> Tensor:
    """Return what each player adds (n, P, T) when it joins those before it."""
    place = torch.arange(rank.shape[1] + 1, device=rank.device)
    joined = rank[:, None] < place[:, None]
    steps: Tensor = worth(present=joined[..., player]).diff(dim=1)
    return steps.gather(1, rank[..., None].expand(-1, -1, steps.shape[2]))
