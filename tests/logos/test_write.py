"""The directory of logos."""

from __future__ import annotations

import logging
from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib import pyplot

from motiflens.config import Draw
from motiflens.logos.write import write_logos
from motiflens.motifs.motif import MotifSet
from motifs.test_matching import motif


def motifs(*names: str) -> MotifSet:
    return MotifSet(
        task="A",
        method="x",
        background=(0.3, 0.2, 0.2, 0.3),
        tried={},
        message=None if names else "no motif: there are no windows",
        motifs=tuple(motif("TTACCCG", flank=2, name=name) for name in names),
    )


BEGINS = {"svg": b"<?xml", "png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF"}
OPTIONS = Draw(logos=["information"], formats=["svg", "png", "pdf"])
VIEWS = ("information", "information_rc", "kinds")


@pytest.fixture(scope="module")
def logos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("logos")
    write_logos(directory, motifs("A.x.pos.0"), OPTIONS)
    return directory


def test_each_view_is_there_in_each_format(logos: Path) -> None:
    expected = {f"A.x.pos.0.{view}.{suffix}" for view in VIEWS for suffix in BEGINS}
    expected |= {f"motifs.{suffix}" for suffix in BEGINS}
    assert {path.name for path in logos.iterdir()} == expected
    for path in logos.iterdir():
        assert path.read_bytes().startswith(BEGINS[path.suffix[1:]])


def test_svgs_are_xml_with_their_words_as_text(logos: Path) -> None:
    for path in logos.glob("*.svg"):
        words = "".join(ElementTree.fromstring(path.read_text()).itertext())
        assert "A.x.pos.0" in words
        assert "100 seqlets" in words
        assert "information (bits)" in words or "contribution" in words


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_motifs_give_the_same_bytes(logos: Path, tmp_path: Path, threads: int) -> None:
    options = OPTIONS if threads == 1 else Draw(logos=["information"])
    write_logos(tmp_path, motifs("A.x.pos.0"), options, threads)
    for path in tmp_path.iterdir():
        assert (logos / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_log_has_the_seconds_of_each_kind_of_figure_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    options = Draw(logos=["contribution", "information"])
    write_logos(tmp_path, motifs("A.x.pos.0", "A.x.pos.1"), options)
    lines = [line.split(" in ") for line in caplog.messages if line.endswith(" s")]
    assert sorted(line[0] for line in lines) == [
        "contribution logos drawn",
        "figure of all motifs drawn",
        "figures of all kinds drawn",
        "information logos drawn",
        "matplotlib loaded",
    ]


def test_no_motif_no_logo(tmp_path: Path) -> None:
    write_logos(tmp_path, motifs(), OPTIONS)
    assert list(tmp_path.iterdir()) == []


def test_figures_are_not_kept(logos: Path) -> None:
    assert pyplot.get_fignums() == []
