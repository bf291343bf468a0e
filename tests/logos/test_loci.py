"""Loci are chosen, averaged over windows, and drawn from result folders."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from exports.conftest import example_motifs, overlapping, write_results
from motiflens.config.loci import Loci
from motiflens.errors import ConfigError, InputError
from motiflens.hits.table import Hit, write_hits
from motiflens.logos.loci import mean_scores, write_loci
from motiflens.logos.palettes import PALETTES
from motiflens.logos.regions import around_hits, check_region, parse_region, top_windows
from motiflens.store.scores import Scores, open_scores

HITS = (
    Hit("chrI", 8, 15, "A.x.pos.0", 0.9, "+", "TTACCCG", 2.0, 1.0, 0, 3),
    Hit("chrI", 25, 32, "A.x.neg.0", 0.8, "-", "AGCT", -1.0, 1.0, 0, 3),
    Hit("chrI", 70, 77, "A.x.pos.0", 0.9, "+", "TTACCCG", 2.0, 1.0, 6, 9),
)
PROVENANCE = {"task": "A", "method": "deeplift"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("result")
    prediction = np.array([9, 1, 2, 10, 3, 4, 8, 5, 6], np.float32)
    scores = overlapping(prediction=prediction, provenance=PROVENANCE)
    write_results(path, scores, example_motifs())
    write_hits(path / "hits" / "hits.tsv", HITS)
    return path


@pytest.fixture
def scores(folder: Path) -> Iterator[Scores]:
    with open_scores(folder / "contributions.h5") as found:
        yield found


def draw(
    target: Path, folder: Path, *regions: str, palette: str = "classic", **options: object
) -> list[str]:
    target.mkdir()
    settings = Loci(**({"top": 0} | options))
    write_loci(target, [folder], regions, settings, ["svg"], PALETTES[palette])
    return sorted(path.name for path in target.iterdir())


def test_a_base_in_several_windows_has_the_mean_of_its_scores(scores: Scores) -> None:
    whole, region = overlapping(), parse_region("chrI:0-70")
    found = mean_scores(scores, region)
    for place in range(70):
        covering = [
            whole.projected[row, :, place - whole.start[row]]
            for row in range(9)
            if whole.chrom[row] == "chrI" and whole.start[row] <= place < whole.end[row]
        ]
        expected = np.mean(covering, axis=0) if covering else np.full(4, np.nan)
        np.testing.assert_allclose(found[:, place], expected, atol=1e-6)


@pytest.mark.parametrize("text", ["chrIV", "chrIV:5", "chrIV:9-9", "chrIV:9-3", ":1-2", "a:-1-4"])
def test_what_is_no_region_is_said(text: str) -> None:
    with pytest.raises(ConfigError, match="is no region"):
        parse_region(text)


def test_regions_are_read_with_and_without_commas() -> None:
    for text in ("chr:x:1,000-2,000", "chr:x:1000-2000"):
        assert str(parse_region(text)) == "chr:x:1000-2000"


def test_the_highest_predictions_that_do_not_overlap_come_first(scores: Scores) -> None:
    assert [str(region) for region in top_windows(scores, 3)] == [
        "chrI:20-50", "chrI:200-230", "chrIII:40-70"
    ]  # fmt: skip
    assert len(top_windows(scores, 100)) < len(scores)


@pytest.mark.parametrize(
    ("region", "message"),
    [
        ("chrI:120-150", r"no window that was explained lies in chrI:120-150; .* chrI:200-230"),
        ("I:1-9", r"(?s)no window lies on I: there are chrI, chrII, chrIII.*write chrI"),
        ("chrX:1-9", r"(?s)no window lies on chrX.*check the name"),
    ],
)
def test_a_region_outside_all_windows_is_said(scores: Scores, region: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        check_region(parse_region(region), [scores])
    assert re.search(message, str(error.value)), str(error.value)


def test_hits_that_are_close_are_one_group_within_the_region() -> None:
    region = parse_region("chrI:10-60")
    assert [str(one) for one in around_hits(region, HITS[:2], 3)] == ["chrI:10-18", "chrI:22-35"]
    assert [str(one) for one in around_hits(region, HITS[:2], 5)] == ["chrI:10-37"]


def test_each_locus_is_a_figure_with_its_hits(folder: Path, tmp_path: Path) -> None:
    made = draw(tmp_path / "loci", folder, "chrI:0-60", "chrI:0-60", top=1)
    assert made == ["chrI.0-60.svg", "chrI.20-50.svg"]
    words = (tmp_path / "loci" / made[0]).read_text()
    assert "A, DeepLIFT (Rescale)" in words
    assert "REB1 (pos.0)" in words
    assert ">neg.0<" in words
    assert PALETTES["classic"].colours["G"].lower() in words
    again = draw(tmp_path / "again", folder, "chrI:0-60", top=1)
    for name in again:
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "loci" / name).read_bytes()


def test_regions_and_genes_come_from_files(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "regions.bed").write_text("chrI\t0\t40\tmine\n")
    (tmp_path / "genes.bed").write_text("chrI\t5\t500\tSSY5\t0\t-\n")
    files = {name: str(tmp_path / f"{name}.bed") for name in ("regions", "genes")}
    (made,) = draw(tmp_path / "loci", folder, **files)
    words = (tmp_path / "loci" / made).read_text()
    assert ">mine<" in words
    assert ">SSY5<" in words


def test_zoom_draws_the_surroundings_of_hits(folder: Path, tmp_path: Path) -> None:
    assert draw(tmp_path / "loci", folder, "chrI:0-90", zoom="hits", flank=4) == [
        "chrI.21-36.svg", "chrI.4-19.svg", "chrI.66-81.svg"
    ]  # fmt: skip


def test_a_locus_without_a_hit_to_zoom_to_is_left_out_and_said(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert draw(tmp_path / "loci", folder, "chrI:40-50", "chrI:0-20", zoom="hits") == [
            "chrI.0-20.svg"
        ]
    assert "chrI:40-50 is not drawn: there is no hit in it" in caplog.text


def test_without_hits_tracks_are_drawn_and_it_is_said(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(folder, tmp_path / "result")
    shutil.rmtree(tmp_path / "result" / "hits")
    with caplog.at_level(logging.WARNING):
        assert draw(tmp_path / "loci", tmp_path / "result", "chrI:0-40") == ["chrI.0-40.svg"]
    assert "no hits are drawn" in caplog.text
    with pytest.raises(InputError, match="there are no hits to zoom to"):
        draw(tmp_path / "zoom", tmp_path / "result", "chrI:0-40", zoom="hits")


def test_sequences_without_a_chromosome_go_by_their_names(tmp_path: Path) -> None:
    names = np.array([f"seq|{k}" for k in range(9)])
    plain = replace(overlapping(provenance=PROVENANCE), chrom=np.full(9, ""), name=names)
    (tmp_path / "result").mkdir()
    write_results(tmp_path / "result", plain, example_motifs())
    write_hits(tmp_path / "result" / "hits" / "hits.tsv", ())
    assert draw(tmp_path / "loci", tmp_path / "result", "seq|3:25-45") == ["seq_3.25-45.svg"]
