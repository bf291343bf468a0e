"""Whether scores point at the sites that are known."""

from __future__ import annotations

from motiflens.config.evaluating import Evaluate
from motiflens.evaluation.contenders import Contender, Explanation
from motiflens.evaluation.experiments.bench import Bench, Measured, Outcome
from motiflens.evaluation.metrics.bootstrap import median
from motiflens.evaluation.metrics.localisation import distance_to_centre, within
from motiflens.evaluation.metrics.ranking import auroc, average_precision
from motiflens.evaluation.metrics.signal import snr_topk
from motiflens.evaluation.metrics.types import Values
from motiflens.evaluation.sites import Sites


def measure(contender: Contender, found: Explanation, bench: Bench) -> Outcome:
    """Hold scores against known sites, where there are any."""
    del contender
    if bench.sites is None:
        return Outcome()
    return Outcome(against(found.scores, bench.sites, bench.settings))


def against(scores: Values, sites: Sites, settings: Evaluate) -> dict[str, Measured]:
    """Return what scores (n, L) say of the sites; nan where a sequence has none."""
    truth = sites.positions(settings.site_width)
    distances = distance_to_centre(scores, sites.centres, settings.smooth)
    return {
        "auroc": Measured(auroc(scores, truth)),
        "auprc": Measured(average_precision(scores, truth)),
        "signal-to-noise": Measured(snr_topk(scores, truth)),
        "distance": Measured(distances, median),
        "within": Measured(within(distances, settings.within)),
    }
