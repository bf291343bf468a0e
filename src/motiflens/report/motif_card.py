"""A motif as the page shows it: on the strand on which the motif that it matches is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from motiflens.motifs.motif import Match, Motif
from motiflens.report.drawing import Drawing, drawing_from
from motiflens.report.result import Result


@dataclass(frozen=True)
class Logo:
    """Which matrix is drawn, whether on the strand other than that shown first, and the caption."""

    matrix: str
    other_strand: bool
    caption: str


CONTRIBUTION = Logo(
    "contribution", False, "Contribution. x: position (bp). y: mean contribution (output units)."
)
LOGOS = (
    CONTRIBUTION,
    Logo(
        "contribution",
        True,
        "Contribution, other strand. x: position (bp). y: mean contribution (output units).",
    ),
    Logo("probability", False, "Base frequencies. x: position (bp). y: information (bits)."),
)


@dataclass(frozen=True)
class MotifCard:
    """One motif and its logos.

    Attributes
    ----------
    motif
        As it was found.
    match
        The best match in the database, if it is significant.
    consensus
        On the strand that is shown first, and on the other.
    logos
        Drawings, none where the motif is only listed.
    """

    motif: Motif
    match: Match | None
    consensus: tuple[str, str]
    logos: tuple[Drawing, ...]

    def as_drawn(self, match: Match) -> bool:
        """Whether a match reads, on the strand shown first, as it does in the database."""
        return match.strand == ("-" if _is_turned(self.match) else "+")


def motif_card(result: Result, motif: Motif, logos: Iterable[Logo], name: str) -> MotifCard:
    """Return a motif of ``result`` with ``logos``, whose names in the page begin with ``name``.

    A motif is found on either strand by chance. It is shown as its best significant match reads
    in the database, so that methods can be compared; without one, as it was found.
    """
    match = next((match for match in motif.matches[:1] if match.significant), None)
    strands = (motif.consensus, _reverse_complement(motif.consensus))
    turned = _is_turned(match)
    return MotifCard(
        motif=motif,
        match=match,
        consensus=strands[::-1] if turned else strands,
        logos=tuple(_draw(result, motif, logo, turned, name) for logo in logos),
    )


def _is_turned(match: Match | None) -> bool:
    return match is not None and match.strand == "-"


def _draw(result: Result, motif: Motif, logo: Logo, turned: bool, name: str) -> Drawing:
    kind = logo.matrix + ("_rc" if logo.other_strand != turned else "")
    return drawing_from(
        result.logos / f"{motif.name}.{kind}.svg",
        name=f"{name}-{kind}",
        caption=logo.caption,
        title=f"{motif.name}, {motif.n_seqlets} seqlets. {logo.caption}",
    )


def _reverse_complement(consensus: str) -> str:
    from Bio.Seq import reverse_complement

    return str(reverse_complement(consensus))  # type: ignore[no-untyped-call]
