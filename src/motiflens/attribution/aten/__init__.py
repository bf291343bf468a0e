"""From PyTorch's operators to typed operations: one small builder for each.

A builder reads the arguments of a call by the names of the operator's own schema and returns an
operation with the activations that it takes. To support a further operator, add a builder.
"""

from motiflens.attribution.aten import (
    activations,
    custom,
    joining,
    layers,
    products,
    reducing,
    shape,
    taking,
)
from motiflens.attribution.aten.custom import custom_call
from motiflens.attribution.aten.refused import MAX_UNROLLED, why_refused
from motiflens.attribution.aten.table import (
    BUILDERS,
    Activation,
    BatchDependent,
    Built,
    Call,
    Refusal,
)

__all__ = [
    "BUILDERS",
    "MAX_UNROLLED",
    "Activation",
    "BatchDependent",
    "Built",
    "Call",
    "Refusal",
    "activations",
    "custom",
    "custom_call",
    "joining",
    "layers",
    "products",
    "reducing",
    "shape",
    "taking",
    "why_refused",
]
