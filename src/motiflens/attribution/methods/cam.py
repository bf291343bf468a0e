"""Class activation maps: what the last convolution saw, weighted by what the output made of it."""

from __future__ import annotations

from motiflens.attribution.methods.row import Method

ROWS: tuple[Method, ...] = ()
