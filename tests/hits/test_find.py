"""Hits on a genome: every one of them is where it says."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from Bio.Seq import reverse_complement

from hits.conftest import WORDS, Search, motif_set, search
from motiflens.hits.columns import read_hits
from motiflens.hits.record import read_hit_summary
from motiflens.sequences.onehot import encode
from motiflens.store.contributions import Contributions
from motifs.planted import contributions, plant


def test_the_sequence_of_every_hit_is_the_genome_s_on_its_strand(
    found: Search, tmp_path: Path
) -> None:
    import pysam

    path = tmp_path / "genome.fa"
    path.write_text("".join(f">{name}\n{letters}\n" for name, letters in found.genome.items()))
    assert {hit.strand for hit in found.hits} == {"+", "-"}
    with pysam.FastaFile(str(path)) as genome:
        for hit in found.hits:
            letters = genome.fetch(hit.chrom, hit.start, hit.end)
            assert hit.sequence == (letters if hit.strand == "+" else reverse_complement(letters))


def test_every_site_is_found_once_where_it_was_planted(found: Search) -> None:
    planted = {(x.chrom, x.start, x.start + len(x.word), x.strand, x.word) for x in found.sites}
    places = [(h.chrom, h.start, h.end, h.strand, WORDS[h.motif]) for h in found.hits]
    assert len(set(places)) == len(places)
    assert len(set(places) & planted) >= 0.98 * len(planted)
    assert len(set(places) & planted) >= 0.98 * len(places)


def test_a_hit_s_contribution_is_that_of_its_bases_in_its_window(found: Search) -> None:
    scores = found.contributions
    for hit in found.hits:
        begin, end = (x - int(scores.start[hit.window]) for x in (hit.start, hit.end))
        assert 0 <= begin < end <= scores.sequences.shape[2]
        inside = scores.projected[hit.window, :, begin:end].sum(dtype=np.float64)
        assert hit.contribution == pytest.approx(inside, rel=1e-4)
        assert hit.index == hit.window + 7
        assert (hit.contribution < 0) == (".neg." in hit.motif)
        assert 0.5 <= hit.score <= 1
        assert hit.coefficient == pytest.approx(abs(hit.contribution) / len(hit.sequence), abs=0.2)


def test_bed_and_table_hold_the_same_hits_sorted(found: Search) -> None:
    lines = (found.directory / "hits.bed").read_text().splitlines()
    rows = [line.split("\t") for line in lines]
    assert len(rows) == len(found.hits) == found.summary.n_hits
    for row, hit in zip(rows, found.hits, strict=True):
        assert row[:4] == [hit.chrom, str(hit.start), str(hit.end), hit.motif]
        assert row[5] == hit.strand
        assert int(row[4]) == pytest.approx(1000 * hit.score, abs=0.6)
    keys = [(row[0], int(row[1]), int(row[2])) for row in rows]
    assert keys == sorted(keys)


def test_the_summary_is_the_file_and_counts_what_the_table_holds(found: Search) -> None:
    assert read_hit_summary(found.directory) == found.summary
    for motif in found.summary.motifs:
        mine = [hit for hit in found.hits if hit.motif == motif.name]
        assert motif.n_hits == len(mine) == sum(motif.positions)
        assert motif.n_windows == len({hit.window for hit in mine})
        assert motif.contribution == pytest.approx(np.mean([x.contribution for x in mine]), 1e-4)
    assert 0.5 < found.summary.explained[2] < 1
    assert found.summary.options["fdr"] == 0.05
    assert found.summary.message is None


def test_the_same_scores_give_the_same_bytes(found: Search, tmp_path: Path) -> None:
    search(tmp_path, found.contributions, found.motifs)
    for name in ("hits.tsv", "hits.bed", "hits.json"):
        assert (tmp_path / name).read_bytes() == (found.directory / name).read_bytes()


def test_a_motif_that_was_found_twice_is_called_once(found: Search, tmp_path: Path) -> None:
    word = next(iter(WORDS.values()))
    twice = motif_set({"A.deeplift.pos.0": word, "A.deeplift.pos.1": word[1:]})
    search(tmp_path, found.contributions, twice)
    places = sorted((h.chrom, h.start, h.end) for h in read_hits(tmp_path / "hits.tsv"))
    assert len(places) > 20
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(places))


def test_a_palindrome_is_called_on_one_strand(tmp_path: Path) -> None:
    scores, sites = plant(n=100, length=60, share=1)
    for site in sites:
        at = slice(site.start, site.start + 9)
        scores.sequences[site.row, :, at] = 0
        scores.sequences[site.row, [1, 0, 1, 1, 2, 2, 3, 2], site.start + np.arange(8)] = 1
        scores.sequences[site.row, 0, site.start + 8] = 1
        scores.projected[site.row, :, at] = scores.sequences[site.row, :, at]
    found = search(tmp_path, scores, motif_set({"A.deeplift.pos.0": "CACCGGTG"}))
    assert found.n_hits == len(sites)
    assert found.motifs[0].forward is None


def at_edge(start: int, reach: float = 1.0) -> Contributions:
    """Return 60 windows in which the word lies at ``start``, half of them reversed."""
    word = next(iter(WORDS.values()))
    wide, _ = plant(n=60, length=60, share=0)
    codes = wide.sequences.argmax(axis=1).astype(np.uint8)
    scores = wide.hypothetical.copy()
    for row in range(60):
        letters = encode(word if row % 2 else reverse_complement(word))
        for k, code in enumerate(letters):
            if 0 <= start + k < 60:
                codes[row, start + k] = code
                scores[row, code, start + k] = reach
    return contributions(codes, scores)


@pytest.mark.parametrize("start", [0, 51])
def test_a_motif_at_the_edge_is_found(tmp_path: Path, start: int) -> None:
    found = search(tmp_path, at_edge(start), motif_set(dict([next(iter(WORDS.items()))])))
    assert found.n_hits == 60
    hits = read_hits(tmp_path / "hits.tsv")
    assert {(hit.start % 10_000, hit.end % 10_000) for hit in hits} == {(start, start + 9)}


@pytest.mark.parametrize("start", [-4, 55])
def test_half_a_motif_is_none(tmp_path: Path, start: int) -> None:
    found = search(tmp_path, at_edge(start), motif_set(dict([next(iter(WORDS.items()))])))
    assert found.n_hits <= 2


def test_what_hangs_out_of_the_window_is_cut_off(tmp_path: Path) -> None:
    """Two flanks that carry nothing lie outside."""
    motifs = motif_set(dict([next(iter(WORDS.items()))]))
    (motif,) = motifs.motifs
    wide = motif.model_copy(update={"trim": (1, 14)})
    search(tmp_path, at_edge(0), motifs.model_copy(update={"motifs": (wide,)}))
    hits = read_hits(tmp_path / "hits.tsv")
    assert len(hits) == 60
    assert {(hit.start % 10_000, hit.end % 10_000) for hit in hits} == {(0, 11)}
    assert all(WORDS[hit.motif] in hit.sequence for hit in hits)


def test_a_hit_ends_at_known_bases(tmp_path: Path) -> None:
    scores = at_edge(2)
    unknown = scores.sequences.copy()
    unknown[:, :, :2] = 0
    motifs = motif_set(dict([next(iter(WORDS.items()))]))
    wide = motifs.motifs[0].model_copy(update={"trim": (1, 14)})
    blank = replace(scores, sequences=unknown, projected=scores.projected * unknown)
    search(tmp_path, blank, motifs.model_copy(update={"motifs": (wide,)}))
    hits = read_hits(tmp_path / "hits.tsv")
    assert {(hit.start % 10_000, hit.end % 10_000) for hit in hits} == {(2, 13)}
    assert not any("N" in hit.sequence for hit in hits)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("no motif", "no hits: there is no motif to look for"),
        ("no window", "no hits: there are no windows"),
        ("noise", "no hits: in 60 windows, no place is like one of the 2 motifs"),
        ("zeros", "no hits: in 60 windows"),
        ("short", "no hits: in 60 windows"),
    ],
)
def test_finding_nothing_is_a_result(tmp_path: Path, kind: str, said: str) -> None:
    scores, _ = plant(n=60, length=60, share=0)
    motifs = motif_set({}) if kind == "no motif" else motif_set()
    if kind == "no window":
        scores, _ = plant(n=0, length=60, share=0)
    if kind == "zeros":
        scores = replace(scores, projected=0 * scores.projected)
    if kind == "short":
        scores = contributions(
            scores.sequences.argmax(axis=1).astype(np.uint8)[:, :5], scores.hypothetical[:, :, :5]
        )
    found = search(tmp_path, scores, motifs)
    assert found.message is not None
    assert found.message.startswith(said)
    assert found.n_hits == 0
    assert [motif.n_hits for motif in found.motifs] == [0] * len(motifs.motifs)
    assert list(read_hits(tmp_path / "hits.tsv")) == []
    assert (tmp_path / "hits.bed").read_text() == ""
    assert read_hit_summary(tmp_path) == found
