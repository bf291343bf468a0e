"""What a reader must know before trusting the rest: each finding with what to do about it."""

from __future__ import annotations

from motiflens.report.findings.data import data_findings
from motiflens.report.findings.finding import Finding, grouped
from motiflens.report.findings.model import model_findings
from motiflens.report.findings.motifs import family_findings, motif_findings
from motiflens.report.findings.scores import score_findings, trial_findings
from motiflens.report.inputs import Inputs

__all__ = ["Finding", "findings", "grouped"]


def findings(inputs: Inputs) -> tuple[Finding, ...]:
    """Return all findings, warnings first."""
    found = [*data_findings(inputs), *model_findings(inputs), *trial_findings(inputs)]
    for result in inputs.results:
        found += [*score_findings(inputs, result), *motif_findings(inputs, result)]
    found += family_findings(inputs)
    return tuple(sorted(found, key=lambda finding: finding.level == "note"))
