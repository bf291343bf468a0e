"""Which expectations of an oracle file motiflens can be held to, and what it gives for them."""

from __future__ import annotations

from typing import Any

from conformance.engines import engine_runner
from conformance.found import Runner
from conformance.gauges import gauge_runner
from conformance.walks import walk_runner


def runner(name: str, expected: Any) -> Runner | None:
    """Return what computes the expectation ``name``, or None where nothing does yet."""
    return walk_runner(name, expected) or engine_runner(name) or gauge_runner(name)
