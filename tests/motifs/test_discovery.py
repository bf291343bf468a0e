"""Planted motifs are found where they were planted, and finding none is said, not raised."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest
from Bio.Seq import reverse_complement
from modiscolite.core import SeqletSet

from motiflens.config import Draw
from motiflens.errors import InputError
from motiflens.motifs import patterns
from motiflens.motifs.discovery import discover
from motiflens.motifs.motif import MotifSet, read_motifs
from motiflens.sequences.onehot import encode, one_hot
from motiflens.store.contributions import Contributions
from motifs.conftest import OPTIONS, Search
from motifs.planted import MOTIF, bases, contributions, plant

# The strand of the planted motif that has more of A and C.
SHOWN = reverse_complement(MOTIF)
FLIP = {"+": "-", "-": "+"}


def find(directory: Path, scores: Contributions) -> MotifSet:
    return discover(directory, scores, [], OPTIONS, Draw())


def random_scores(n: int, length: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, 4, (n, length)).astype(np.uint8)
    return codes, rng.normal(0, 0.1, (n, 4, length))


def test_a_planted_motif_is_the_only_one_found(search: Search) -> None:
    motif = search.motif
    assert motif.name == "Reb1.deeplift.pos.0"
    assert motif.sign == "positive"
    assert SHOWN in motif.consensus
    assert search.found.message is None
    assert 0.9 * len(search.sites) <= motif.n_seqlets <= len(search.sites)


def test_sites_lie_where_the_motif_was_planted_on_the_right_strand(search: Search) -> None:
    planted = {
        (int(search.contributions.start[site.row]) + site.start, site.strand)
        for site in search.sites
    }
    found = set()
    for chrom, start, end, name, _, strand in search.bed:
        letters = bases(search.contributions, int(start), int(end), strand)
        assert name == search.motif.name
        assert chrom == search.contributions.chrom[int(start) // 10_000]
        at = letters.index(SHOWN)
        first = int(start) + (at if strand == "+" else len(letters) - at - len(SHOWN))
        found.add((first, strand if SHOWN == MOTIF else FLIP[strand]))
    assert found <= planted
    assert {strand for _, strand in found} == {"+", "-"}


def test_the_matrices_are_means_over_the_sites_of_the_bed_file(search: Search) -> None:
    rows, scores = [], []
    for _, start, end, _, _, strand in search.bed:
        row = int(start) // 10_000
        offset = int(search.contributions.start[row])
        part = search.contributions.projected[row, :, int(start) - offset : int(end) - offset]
        scores.append(part if strand == "+" else part[::-1, ::-1])
        letters = bases(search.contributions, int(start), int(end), strand)
        rows.append(one_hot(encode(letters)))
    assert len(rows) == search.motif.n_seqlets
    np.testing.assert_allclose(search.motif.drawn("probability"), np.mean(rows, axis=0).T)
    np.testing.assert_allclose(
        search.motif.drawn("contribution"), np.mean(scores, axis=0, dtype=float).T, atol=1e-6
    )


def test_the_bed_file_is_sorted_with_scores_of_up_to_1000(search: Search) -> None:
    keys = [(chrom, int(start), int(end)) for chrom, start, end, *_ in search.bed]
    scores = [int(row[4]) for row in search.bed]
    assert keys == sorted(keys)
    assert max(scores) == 1000
    assert min(scores) > 0


def test_sequences_without_a_chromosome_go_by_their_name(tmp_path: Path) -> None:
    scores, _ = plant(n=60, length=60, share=1)
    zeros = np.zeros_like(scores.start)
    find(tmp_path, replace(scores, chrom=np.full(60, ""), start=zeros, end=zeros + 60))
    names = {line.split("\t")[0] for line in (tmp_path / "seqlets.bed").read_text().splitlines()}
    assert names
    assert names <= set(scores.name)


def test_modisco_h5_holds_the_same_seqlets_relative_to_their_windows(search: Search) -> None:
    with h5py.File(search.directory / "modisco.h5") as file:
        assert file.attrs["window_size"] == search.contributions.sequences.shape[2]
        assert "neg_patterns" not in file
        (pattern,) = file["pos_patterns"].values()
        seqlets = {name: values[()] for name, values in pattern["seqlets"].items()}
        contribution = pattern["contrib_scores"][()]
    np.testing.assert_array_equal(contribution, search.motif.contribution)
    assert seqlets["n_seqlets"] == search.motif.n_seqlets
    for k, (start, end) in enumerate(zip(seqlets["start"], seqlets["end"], strict=True)):
        window = search.contributions.sequences[seqlets["example_idx"][k]].T
        inside = slice(max(start, 0), min(end, len(window)))
        stored = seqlets["sequence"][k]
        stored = stored[::-1, ::-1] if seqlets["is_revcomp"][k] else stored
        np.testing.assert_array_equal(
            stored[inside.start - start : inside.stop - start], window[inside]
        )


def test_what_was_tried_is_recorded(search: Search) -> None:
    tried = search.found.tried
    assert tried["n_windows"] == 150
    assert tried["window"] == 81
    assert tried["n_positive_seqlets"] >= search.motif.n_seqlets
    assert tried["n_leiden"] == 2
    assert tried["n_split"] == 0
    assert read_motifs(search.directory) == search.found


def test_the_same_scores_give_the_same_bytes(search: Search, tmp_path: Path) -> None:
    find(tmp_path, search.contributions)
    for path in search.directory.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize("length", [40, 41, 53])
def test_short_and_odd_windows_are_searched_to_their_ends(tmp_path: Path, length: int) -> None:
    """Of sites within 2 bp of an end, modisco-lite alone would drop all."""
    scores, sites = plant(n=200, length=length, edge=0, share=0.4)
    found = find(tmp_path, scores)
    assert SHOWN in found.motifs[0].consensus
    rows = set()
    for line in (tmp_path / "seqlets.bed").read_text().splitlines():
        _, start, end, *_ = line.split("\t")
        row = int(start) // 10_000
        assert scores.start[row] <= int(start) < int(end) <= scores.end[row]
        rows.add(row)
    near = [site for site in sites if not 2 < site.start < length - len(MOTIF) - 2]
    assert len(near) >= 10
    assert sum(site.row in rows for site in near) >= len(near) / 3


def test_a_motif_that_lowers_the_output_is_negative(tmp_path: Path) -> None:
    scores, _ = plant(n=80, length=60, sign=-1)
    found = find(tmp_path, scores)
    assert [motif.name for motif in found.motifs] == ["Reb1.deeplift.neg.0"]
    assert found.motifs[0].sign == "negative"
    assert SHOWN in found.motifs[0].consensus


def test_scores_of_one_sign_alone_are_enough(tmp_path: Path) -> None:
    scores, _ = plant(n=150, length=60, noise=0.02)
    found = find(tmp_path, replace(scores, projected=np.abs(scores.projected)))
    assert SHOWN in found.motifs[0].consensus


def test_both_signs_are_ordered_positive_first_then_by_seqlets(tmp_path: Path) -> None:
    up, _ = plant(n=80, length=60, share=1)
    down, _ = plant(n=120, length=60, share=1, sign=-1, seed=1)
    codes = np.concatenate([up.sequences, down.sequences]).argmax(axis=1).astype(np.uint8)
    scores = contributions(codes, np.concatenate([up.hypothetical, down.hypothetical]))
    found = find(tmp_path, scores)
    order = [(motif.sign != "positive", -motif.n_seqlets) for motif in found.motifs]
    assert {motif.sign for motif in found.motifs} == {"positive", "negative"}
    assert order == sorted(order)


def test_patterns_that_are_two_motifs_are_counted(
    tmp_path: Path, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    def halves(pattern: SeqletSet, least: int, n_leiden: int) -> list[SeqletSet]:
        assert (least, n_leiden) == (OPTIONS.min_seqlets, OPTIONS.n_leiden)
        return [SeqletSet(pattern.seqlets[::3]), SeqletSet(pattern.seqlets[1::3])]

    monkeypatch.setattr(patterns, "taken_apart", halves)
    found = find(tmp_path, search.contributions)
    assert len(found.motifs) == 2
    assert found.tried["n_split"] == 1


def test_unknown_bases_are_left_out_of_the_frequencies(tmp_path: Path) -> None:
    scores, sites = plant(n=80, length=60, share=1)
    codes = scores.sequences.argmax(axis=1).astype(np.uint8)
    for site in sites[::2]:
        codes[site.row, site.start - 3] = 4
    found = find(tmp_path, contributions(codes, scores.hypothetical))
    sums = np.sum(found.motifs[0].probability, axis=1)
    np.testing.assert_allclose(sums, 1)


def nothing(kind: str) -> Contributions:
    codes, noise = random_scores(60, 60)
    match kind:
        case "no window":
            return contributions(codes[:0], noise[:0])
        case "one window":
            return contributions(codes[:1], noise[:1])
        case "five windows":
            return contributions(codes[:5], noise[:5])
        case "short windows":
            return contributions(codes[:, :20], noise[:, :, :20])
        case "zeros":
            return contributions(codes, 0 * noise)
        case "constant":
            return contributions(codes, 0 * noise + 0.1)
        case "only N":
            return contributions(0 * codes + 4, noise)
        case "no word of other bases":
            known = contributions(codes, noise)
            return replace(known, hypothetical=None, provenance={"task": "A", "method": "gradient"})
        case "the same window over and over":
            return contributions(np.repeat(codes[:1], 60, 0), np.repeat(noise[:1], 60, 0))
        case _:
            return contributions(codes, noise)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("no window", "there are no windows"),
        ("one window", "1 windows of 60 bp gave"),
        ("five windows", "a motif takes 20 of one sign"),
        ("short windows", "windows of 20 bp are too short"),
        ("zeros", "all positions of the 60 windows have the same score"),
        ("constant", "all positions of the 60 windows have the same score"),
        ("only N", "all positions of the 60 windows have the same score"),
        ("the same window over and over", "no 20 of them resemble each other"),
        ("no word of other bases", "Gradient (saliency) does not say what other bases"),
        ("noise", "a motif takes 20 of one sign"),
    ],
)
def test_finding_nothing_is_a_result(tmp_path: Path, kind: str, said: str) -> None:
    found = find(tmp_path, nothing(kind))
    assert found.motifs == ()
    assert found.message is not None
    assert found.message.startswith("no motif: ")
    assert said in found.message
    assert read_motifs(tmp_path) == found
    assert (tmp_path / "seqlets.bed").read_text() == ""
    assert "MOTIF" not in (tmp_path / "motifs.meme").read_text()
    with h5py.File(tmp_path / "modisco.h5") as file:
        assert not any(file.values()) or not any(map(len, file.values()))


def test_scores_that_are_no_numbers_are_refused_by_window(tmp_path: Path) -> None:
    scores, _ = plant(n=30, length=60)
    scores.hypothetical[7, 2, 5] = np.nan
    with pytest.raises(InputError, match="1 windows are not all finite") as caught:
        find(tmp_path, scores)
    assert "peak_7" in str(caught.value)
    assert list(tmp_path.iterdir()) == []
