"""Harsanyi dividends: what a set of inputs adds that none of its parts does.

With v(T) the output where the inputs in T hold what they hold and all others their reference, the
dividend of S is J(S) = sum over T within S of (-1)^(|S| - |T|) v(T) (Harsanyi 1963, International
Economic Review 4:194-220). Those of single inputs are their effects, those of several their
interactions, and all of them together are f(x) - f(reference). Sets are numbers: bit i of S says
whether input i, a player, is in it.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from motiflens.errors import InputError

MOST_PLAYERS = 16
"""With so many players a model is called for 65,536 sets."""

Predict = Callable[[Tensor], Tensor]
"""From sequences (M, 4, L) to the explained scalar, (M,)."""


def coalition_values(
    predict: Predict, x: Tensor, reference: Tensor, players: Tensor, batch_size: int = 1024
) -> Tensor:
    """Return v(T) of every set T of players, by calling the model for each.

    Parameters
    ----------
    predict
        The model, to the explained scalar.
    x
        (N, 4, L).
    reference
        What broadcasts to (N, 4, L): what an absent player holds.
    players
        (L,) int64, the player that each position belongs to, counted from 0; a position of -1
        belongs to none and always holds what it holds.
    batch_size
        Sequences in one call.

    Returns
    -------
    (N, 2**P) float64, column T for the set whose bits are T

    Raises
    ------
    InputError
        Where there are more than `MOST_PLAYERS`.
    """
    count = int(players.max()) + 1
    if count > MOST_PLAYERS:
        raise InputError(
            f"{count} players have {2**count:,} sets, and the model would be called for each",
            fix=f"group bases into at most {MOST_PLAYERS} windows",
        )
    present = _present(players, count)
    rows = []
    for sequence, beside in zip(x, reference.expand_as(x), strict=True):
        values = [
            predict(torch.where(some[:, None], sequence, beside)).to(torch.float64)
            for some in torch.split(present, batch_size)
        ]
        rows.append(torch.cat(values))
    return torch.stack(rows)


def _present(players: Tensor, count: int) -> Tensor:
    """Return (2**P, L) bool: where each set of players holds what x holds."""
    inside = membership(count).to(players.device)
    always = inside.new_ones(len(inside), 1)
    return torch.cat([inside, always], 1)[:, players]


def membership(count: int) -> Tensor:
    """Return (2**P, P) bool: which players are in each set."""
    return (torch.arange(2**count)[:, None] >> torch.arange(count)) % 2 == 1


def dividends(values: Tensor) -> Tensor:
    """Return J(S) of v(T), (..., 2**P) both, by the fast Moebius transform.

    J of the empty set is v of it: the output at the reference.
    """
    return _transform(values, -1)


def inverse_dividends(found: Tensor) -> Tensor:
    """Return v(T), the sum of the dividends of all sets within T; (..., 2**P) both."""
    return _transform(found, 1)


def _transform(values: Tensor, sign: int) -> Tensor:
    """Add, or take away, player by player what a set without the player has."""
    found = values.clone()
    size = values.shape[-1]
    for player in range(size.bit_length() - 1):
        pairs = found.view(*values.shape[:-1], -1, 2, 2**player)
        pairs[..., 1, :] += sign * pairs[..., 0, :]
    return found


def shapley_values(found: Tensor) -> Tensor:
    """Return (..., P): of each player an even share of each dividend that it takes part in."""
    count = found.shape[-1].bit_length() - 1
    inside = membership(count).to(found)
    return (found / inside.sum(1).clamp(min=1)) @ inside
