"""The table of attribution methods: the one place where a method is declared.

The command line, the configuration schema, the documentation, the tests and the report read
these rows. Nothing here imports torch, so that reading the table costs nothing; what computes a
method is named by its row, and loaded when it runs.
"""

from __future__ import annotations

from motiflens.attribution.methods import cam, deeplift, gradient, lrp, perturbation
from motiflens.attribution.methods.row import NEEDS, Criteria, Method

__all__ = ["METHODS", "NEEDS", "N_REFERENCES", "PROPAGATING", "Criteria", "Method"]

N_REFERENCES = 20
"""References of a sequence where they are drawn and their number is not given."""

METHODS: dict[str, Method] = {
    row.name: row for family in (deeplift, lrp, gradient, cam, perturbation) for row in family.ROWS
}
"""Every method, by its name."""

PROPAGATING: dict[str, Method] = {name: row for name, row in METHODS.items() if row.rules}
"""Those that are one walk through the model, each operation following a rule."""
