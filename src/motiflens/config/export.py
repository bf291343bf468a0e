"""What results are exported as."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from motiflens.config.section import Section

ExportName = Literal[
    "meme",
    "jaspar",
    "transfac",
    "seqlets-bed",
    "hits-bed",
    "bigwig",
    "modisco-npz",
    "modisco-h5",
    "chrombpnet-h5",
    "finemo-npz",
]


class Export(Section):
    """Files that other tools read."""

    formats: list[ExportName] = Field(
        ["meme", "jaspar", "transfac", "seqlets-bed", "hits-bed"],
        description="formats to export (docs/formats.md says what each is); `bigwig` needs data "
        "that lie on a genome",
    )
