"""Simple models that a network is held against: it should do better than they."""

from motiflens.models.baselines.comparing import compare
from motiflens.models.baselines.fitting import Baselines

__all__ = ["Baselines", "compare"]
