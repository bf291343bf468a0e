"""Works that a methods text cites, numbered as they come."""

from __future__ import annotations

WORKS = {
    "modisco": "Shrikumar A. et al. Technical note on Transcription Factor Motif Discovery from "
    "Importance Scores (TF-MoDISco). arXiv:1811.00416 (2018).",
    "icl": "Biernacki C., Celeux G. and Govaert G. Assessing a mixture model for clustering with "
    "the integrated completed likelihood. IEEE Transactions on Pattern Analysis and Machine "
    "Intelligence 22:719-725 (2000).",
    "tomtom": "Gupta S. et al. Quantifying similarity between motifs. Genome Biology 8:R24 (2007).",
    "bh": "Benjamini Y. and Hochberg Y. Controlling the false discovery rate. Journal of the Royal "
    "Statistical Society B 57:289-300 (1995).",
    "pytorch": "Paszke A. et al. PyTorch: an imperative style, high-performance deep learning "
    "library. NeurIPS 32 (2019).",
}
"""What every run rests on, beside what its architecture and methods cite themselves."""


class Citations:
    """Hands out numbers: the same work has the same number."""

    def __init__(self) -> None:
        self._works: list[str] = []

    def __call__(self, work: str) -> str:
        """Return the number of a work in brackets; of one in `WORKS` by its key."""
        text = WORKS.get(work, work)
        if text not in self._works:
            self._works.append(text)
        return f"[{self._works.index(text) + 1}]"

    @property
    def works(self) -> tuple[str, ...]:
        """All works that were cited, in the order of their numbers."""
        return tuple(self._works)
