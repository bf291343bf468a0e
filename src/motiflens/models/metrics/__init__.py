"""How well a network does on held-out windows: a table of metrics, and `evaluate`."""

from motiflens.models.metrics.evaluating import evaluate
from motiflens.models.metrics.parts import Comparison, Metrics, ReliabilityBin, Stratum
from motiflens.models.metrics.table import METRICS, Metric

__all__ = ["METRICS", "Comparison", "Metric", "Metrics", "ReliabilityBin", "Stratum", "evaluate"]
