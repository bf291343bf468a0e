"""When the compiled passes of `kernels` apply, and how tensors are handed to them.

They are for activations on a CPU whose channels lie beside each other in memory, as convolutions
leave them. For all else the callers do the same by PyTorch.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor

_PRECISIONS = (torch.float32, torch.float64)
_NOBODY = 255
"""Place of a window of which none wins; a window is narrower."""


def relu_secants(z: Tensor, z0: Tensor) -> Tensor | None:
    """Return the secants of a ReLU, in the shape of z."""
    at, at0 = _flat(z, z), _flat(z0, z)
    if at is None or at0 is None or z0.shape[1:] != z.shape[1:] or len(z0) not in (1, len(z)):
        return None
    from motiflens.attribution.operations import kernels

    slope = torch.empty_like(z)
    kernels.relu_secants(at, at0, at.dtype.type(torch.finfo(z.dtype).tiny), _flat(slope, z))
    return slope


def maxima(x: Tensor, width: int | None) -> Tensor | None:
    """Return the maxima of windows that adjoin, (N, C, windows)."""
    rows = _rows(x)
    if rows is None or width is None:
        return None
    from motiflens.attribution.operations import kernels

    largest = x.new_empty(len(rows), rows.shape[1] // width, rows.shape[2])
    kernels.maxima(rows, width, largest.numpy())
    return largest.transpose(1, 2)


class Winners(NamedTuple):
    """Which element of each window takes all, as an array of places."""

    place: Any
    width: int
    shape: torch.Size

    def send(self, message: Tensor) -> Tensor:
        """Return what a message at the maxima sends."""
        from motiflens.attribution.operations import kernels

        sent, arrived = _room(message, self.shape, self.width), _arrived(message)
        kernels.send_to_one(arrived, self.place, self.width, sent.transpose(1, 2).numpy())
        return sent


def passing_winners(z: Tensor, width: int | None) -> Winners | None:
    """Return the winners of windows of ReLUs that adjoin, of windows that let something through."""
    rows = _rows(z)
    if rows is None or width is None or width >= _NOBODY:
        return None
    from motiflens.attribution.operations import kernels

    place = torch.empty(len(rows), rows.shape[1] // width, rows.shape[2], dtype=torch.uint8).numpy()
    kernels.passing_winners(rows, width, _NOBODY, place)
    return Winners(place, width, z.shape)


class Credits(NamedTuple):
    """Shares of windows' winners, of the sequences and of the reference, as arrays."""

    share: Any
    place: Any
    share0: Any
    place0: Any
    width: int
    shape: torch.Size

    def send(self, message: Tensor) -> Tensor:
        """Return what a message at the maxima sends."""
        from motiflens.attribution.operations import kernels

        sent = _room(message, self.shape, self.width)
        shares = self.share, self.place, self.share0, self.place0
        kernels.send(_arrived(message), *shares, self.width, sent.transpose(1, 2).numpy())
        return sent


def credits(z: Tensor, z0: Tensor, width: int, tolerance: Tensor) -> Credits | None:
    """Return the shares of windows of ReLUs that adjoin; z0 may be that of one sequence.

    ``tolerance``, (N,) or (1,): elements of the reference that differ less are equal.
    """
    at, at0 = _rows(z), _rows(z0)
    if at is None or at0 is None or width >= _NOBODY:
        return None
    from motiflens.attribution.operations import kernels

    windows = at.shape[1] // width
    place, share, share0 = (
        torch.empty(len(at), windows, at.shape[2], dtype=dtype).numpy()
        for dtype in (torch.uint8, z.dtype, z.dtype)
    )
    top0, place0 = (
        torch.empty(len(at0), windows, at.shape[2], dtype=dtype).numpy()
        for dtype in (z.dtype, torch.uint8)
    )
    kernels.first_winners(at0, tolerance.numpy(), width, top0, place0)
    kernels.credits(at, at0, width, top0, place0, place, share, share0)
    return Credits(share, place, share0, place0, width, z.shape)


def _room(message: Tensor, shape: torch.Size, width: int) -> Tensor:
    """Return room for what windows send to activations (N, C, L), channels last in memory.

    Behind the last whole window, to which none sends, stand zeros.
    """
    n, channels, length = shape
    room = message.new_empty(n, length, channels)
    room[:, message.shape[2] * width :] = 0
    return room.transpose(1, 2)


def _arrived(message: Tensor) -> Any:
    """Return a message (N, C, windows) as an array (N, windows, C)."""
    return message.transpose(1, 2).contiguous().numpy()


def _rows(x: Tensor) -> Any:
    """Return activations (N, C, L) as an array (N, L, C) of the same memory, or None."""
    fits = x.dim() == 3 and x.device.type == "cpu" and x.dtype in _PRECISIONS
    turned = x.transpose(1, 2) if fits else x
    return turned.numpy() if fits and turned.is_contiguous() else None


def _flat(x: Tensor, like: Tensor) -> Any:
    """Return activations as an array (N, M) of the same memory, or None where they lie unlike."""
    if x.device.type != "cpu" or x.dtype not in _PRECISIONS or x.dim() < 2:
        return None
    if x.dtype != like.dtype or x.stride()[1:] != like.stride()[1:]:
        return None
    turned = x.transpose(1, 2) if x.dim() == 3 and not x.is_contiguous() else x
    return turned.reshape(len(x), -1).numpy() if turned.is_contiguous() else None
