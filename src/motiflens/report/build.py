"""The page as a whole: sections in, HTML out."""

from __future__ import annotations

from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from motiflens._version import __version__
from motiflens.attribution.reference_check import REMEDIES
from motiflens.report.findings import findings
from motiflens.report.formatting import fixed, number, percent, prose
from motiflens.report.inputs import Inputs
from motiflens.report.sections.attribution import attribution_views
from motiflens.report.sections.audit import audit_view
from motiflens.report.sections.data import data_view
from motiflens.report.sections.evaluation import evaluation_views
from motiflens.report.sections.filters import filter_views
from motiflens.report.sections.loci import loci_views
from motiflens.report.sections.model import model_view
from motiflens.report.sections.motifs import motif_views
from motiflens.report.sections.provenance import provenance_view
from motiflens.report.sections.summary import summary_rows


def build_report(inputs: Inputs, *, loci: int) -> str:
    """Return the report as one HTML page that refers to nothing outside itself.

    Parameters
    ----------
    inputs
        What `motiflens.report.inputs.read_inputs` returns.
    loci
        How many example loci are shown for each task.

    Returns
    -------
    str
        The page; equal inputs give equal pages.
    """
    return _environment().get_template("report.html.j2").render(_views(inputs, loci))


def _views(inputs: Inputs, loci: int) -> dict[str, Any]:
    return {
        "inputs": inputs,
        "version": __version__,
        "findings": findings(inputs),
        "summary": summary_rows(inputs),
        "data": data_view(inputs.data),
        "model": model_view(inputs.cards, inputs.data_sha256),
        "audit": audit_view(inputs.audit),
        "attributions": attribution_views(inputs),
        "evaluations": evaluation_views(inputs),
        "filters": filter_views(inputs),
        "motifs": motif_views(inputs),
        "loci": loci_views(inputs, loci),
        "provenance": provenance_view(inputs),
        "remedies": REMEDIES,
    }


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("motiflens.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "fixed": fixed, "percent": percent, "prose": prose}
    style = resources.files("motiflens.report").joinpath("assets/report.css")
    environment.globals["style"] = Markup(style.read_text(encoding="utf-8"))
    return environment
