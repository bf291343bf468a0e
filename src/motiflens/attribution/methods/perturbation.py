"""Methods that change the sequence, call the model, and see what happens."""

from __future__ import annotations

from motiflens.attribution.methods.row import Method

ROWS: tuple[Method, ...] = ()
