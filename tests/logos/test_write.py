"""The directory of logos."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib import pyplot

from motiflens.logos.motif_logo import KINDS
from motiflens.logos.write import write_logos
from motiflens.motifs.motif import MotifSet
from motifs.test_matching import motif

PNG = b"\x89PNG\r\n\x1a\n"


def motifs(*names: str) -> MotifSet:
    return MotifSet(
        task="A",
        method="x",
        background=(0.3, 0.2, 0.2, 0.3),
        tried={},
        message=None if names else "no motif: there are no windows",
        motifs=tuple(motif("TTACCCG", flank=2, name=name) for name in names),
    )


@pytest.fixture(scope="module")
def logos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("logos")
    write_logos(directory, motifs("A.x.pos.0"))
    return directory


def test_each_kind_is_there_as_svg_and_png(logos: Path) -> None:
    expected = {f"A.x.pos.0.{kind}.{suffix}" for kind in KINDS for suffix in ("svg", "png")}
    assert {path.name for path in logos.iterdir()} == expected
    for path in logos.iterdir():
        assert path.suffix == ".svg" or path.read_bytes().startswith(PNG)


def test_svgs_are_xml_with_their_words_as_text(logos: Path) -> None:
    for path in logos.glob("*.svg"):
        words = "".join(ElementTree.fromstring(path.read_text()).itertext())
        assert "A.x.pos.0" in words
        assert "100 seqlets" in words
        assert "position (bp)" in words


def test_the_same_motifs_give_the_same_bytes(logos: Path, tmp_path: Path) -> None:
    write_logos(tmp_path, motifs("A.x.pos.0"))
    for path in logos.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_no_motif_no_logo(tmp_path: Path) -> None:
    write_logos(tmp_path, motifs())
    assert list(tmp_path.iterdir()) == []


def test_figures_are_not_kept(logos: Path) -> None:
    assert pyplot.get_fignums() == []
