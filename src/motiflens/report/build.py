"""The page as a whole: sections in, HTML out."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from motiflens._version import __version__
from motiflens.attribution.methods import METHODS
from motiflens.attribution.reference_check import REMEDIES
from motiflens.report.drawings.glyphs import definitions
from motiflens.report.entry import entries
from motiflens.report.findings import findings, grouped
from motiflens.report.formatting import fixed, number, percent, prose
from motiflens.report.inputs import Inputs
from motiflens.report.limits import NAMES, SPACINGS
from motiflens.report.pages.page import motif_pages
from motiflens.report.sections.attribution import attribution_views
from motiflens.report.sections.audit import audit_view
from motiflens.report.sections.comparison import comparison
from motiflens.report.sections.data import data_view
from motiflens.report.sections.evaluation import evaluation_views
from motiflens.report.sections.filters import filter_views
from motiflens.report.sections.loci import loci_views
from motiflens.report.sections.methods import methods_text
from motiflens.report.sections.model import model_view
from motiflens.report.sections.motifs import motif_table
from motiflens.report.sections.provenance import provenance_view
from motiflens.report.sections.summary import summary_rows


def build_report(inputs: Inputs, *, loci: int, pages: int) -> str:
    """Return the report as one HTML page that refers to nothing outside itself.

    Parameters
    ----------
    inputs
        What `motiflens.report.inputs.read_inputs` returns.
    loci
        How many example loci are shown for each task.
    pages
        How many motifs get a page of their own.

    Returns
    -------
    str
        The page; equal inputs give equal pages.
    """
    return _environment().get_template("report.html.j2").render(_views(inputs, loci, pages))


def _views(inputs: Inputs, loci: int, pages: int) -> dict[str, Any]:
    all_entries = entries(inputs, pages)
    model = model_view(inputs.cards, inputs.data_sha256)
    return {
        "inputs": inputs,
        "version": __version__,
        "findings": grouped(findings(inputs)),
        "summary": summary_rows(inputs, all_entries),
        "table": motif_table(inputs, all_entries),
        "pages": motif_pages(inputs, all_entries, model.readout.unit),
        "comparison": comparison(inputs, all_entries),
        "data": data_view(inputs.data),
        "model": model,
        "audit": audit_view(inputs.audit),
        "attributions": attribution_views(inputs),
        "evaluations": evaluation_views(inputs),
        "filters": filter_views(inputs),
        "loci": loci_views(inputs, all_entries, loci),
        "methods": methods_text(inputs),
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
    environment.filters["title_of"] = _title
    script = _asset("report.js")
    environment.globals |= {
        "style": _asset("report.css"),
        "script": script,
        "script_hash": b64encode(sha256(script.encode()).digest()).decode("ascii"),
        "glyphs": definitions(),
        "names": NAMES,
        "shown_spacings": SPACINGS,
    }
    return environment


def _title(method: str) -> str:
    return METHODS[method].title if method in METHODS else method


def _asset(name: str) -> Markup:
    text = resources.files("motiflens.report").joinpath(f"assets/{name}").read_text("utf-8")
    return Markup(text)
