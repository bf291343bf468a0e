"""Occlusion: what the output loses when bases are replaced by the reference's."""

from __future__ import annotations

import torch
from torch import Tensor

from motiflens.attribution.perturbation.comparing import Compared, Comparing
from motiflens.attribution.perturbation.masking import masked_outputs
from motiflens.attribution.perturbation_options import OcclusionPatchOptions
from motiflens.errors import ConfigError


class Occlusion(Comparing):
    """Replaces each window of positions in turn (Zeiler and Fergus 2014, section 4.2).

    A position scores the mean of what was lost over the windows that hold it.
    """

    def compare(self, x: Tensor, reference: Tensor, args: tuple[Tensor, ...]) -> Compared:
        """Replace one window at a time by the reference."""
        windows = _windows(x.shape[2], self._width()).to(x.device)
        outputs = masked_outputs(self.subject, x, reference, ~windows[None], args)
        lost = self.subject.call(x, *args)[:, None] - outputs
        # A window that holds what the reference holds loses nothing, not even by rounding.
        differs = (x != reference).any(1)
        touched = (windows[None] & differs[:, None]).any(2)
        lost = lost * touched[..., None]
        weights = windows.to(x.dtype) / windows.sum(0)
        return Compared(torch.einsum("nwt,wl->ntl", lost, weights))

    def _width(self) -> int:
        return self.options.width if isinstance(self.options, OcclusionPatchOptions) else 1


def _windows(length: int, width: int) -> Tensor:
    """Return (windows, length) bool: which positions each window holds."""
    if width > length:
        raise ConfigError(
            f"windows of {width} bases do not fit into sequences of {length}",
            where="width",
            fix=f"choose a width of {length} at most",
        )
    start = torch.arange(length - width + 1)[:, None]
    place = torch.arange(length)
    return (place >= start) & (place < start + width)
