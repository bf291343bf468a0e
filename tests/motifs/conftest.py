"""One search whose results several tests look at: it takes seconds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from motiflens.config import Discover, Draw
from motiflens.motifs.discovery import discover
from motiflens.motifs.motif import Motif, MotifSet
from motiflens.store.contributions import Contributions
from motifs.planted import Site, plant

OPTIONS = Discover()


@dataclass(frozen=True)
class Search:
    """What was planted, and what was found and written."""

    contributions: Contributions
    sites: list[Site]
    directory: Path
    found: MotifSet

    @property
    def motif(self) -> Motif:
        """The one motif that was planted."""
        (motif,) = self.found.motifs
        return motif

    @property
    def bed(self) -> list[list[str]]:
        """The rows of ``seqlets.bed``."""
        lines = (self.directory / "seqlets.bed").read_text().splitlines()
        return [line.split("\t") for line in lines]


@pytest.fixture(scope="session")
def search(tmp_path_factory: pytest.TempPathFactory) -> Search:
    """Return a search on windows with planted motifs."""
    contributions, sites = plant()
    directory = tmp_path_factory.mktemp("motifs")
    found = discover(directory, contributions, [], OPTIONS, Draw())
    return Search(contributions, sites, directory, found)
