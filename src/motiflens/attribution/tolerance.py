"""How far sums may be off by rounding alone: the one bound that warnings and the report read."""

COMPLETENESS = {"float32": 1e-5, "float64": 1e-10}
"""Largest completeness error that rounding explains, by precision."""
