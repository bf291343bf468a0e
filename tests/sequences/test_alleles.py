"""Windows of alleles, next to the edited genome, and scores moved to the reference."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from motiflens.sequences.alleles import Alleles, lay_alleles, on_reference
from motiflens.sequences.genome import Genome, read_genome
from motiflens.sequences.onehot import decode
from motiflens.sequences.variants import Variant
from variants.world import write_genome

LENGTH = 30
EDITS = {
    "one base": ("A", "G"),
    "several bases": ("ACG", "TGA"),
    "insertion": ("A", "ATTG"),
    "deletion": ("ACGT", "A"),
    "both": ("ACG", "TTTTT"),
    "fewer": ("ACGTA", "CC"),
    "a deletion longer than the window": ("A" + "C" * 40, "A"),
    "an insertion longer than the window": ("A", "A" + "G" * 40),
}


@pytest.fixture
def world(tmp_path: Path) -> tuple[dict[str, str], Genome]:
    bases = write_genome(tmp_path)
    return bases, read_genome(str(tmp_path / "g.fa"), set(bases))


def _padded(text: str, start: int) -> str:
    """Return the window of a chromosome from ``start`` on, N beyond its ends."""
    return ("N" * 200 + text + "N" * 200)[start + 200 :][:LENGTH]


@pytest.mark.parametrize("position", [0, 3, 150, 340])
@pytest.mark.parametrize("name", EDITS)
def test_windows_are_those_of_the_edited_genome(
    name: str, position: int, world: tuple[dict[str, str], Genome]
) -> None:
    bases, genome = world
    _, alt = EDITS[name]
    ref = bases["chr1"][position : position + len(EDITS[name][0])]
    if ref[0] == alt[0] or len(alt) > 1:
        alt = ref[0] + alt[1:]  # as VCF anchors them
    if alt == ref:
        alt = ("G" if ref != "G" else "C") + alt[1:]
    variant = Variant("chr1", position, "", ref, alt)
    alleles = lay_alleles([variant], genome, LENGTH)
    edited = bases["chr1"][:position] + alt + bases["chr1"][position + len(ref) :]
    start = int(alleles.start[0])
    assert start == variant.core[0] - LENGTH // 2
    assert decode(alleles.ref[0]) == _padded(bases["chr1"], start)
    assert decode(alleles.alt[0]) == _padded(edited, start)


def test_a_base_that_the_variant_or_the_genome_knows_is_known(
    world: tuple[dict[str, str], Genome],
) -> None:
    bases, genome = world
    variants = [Variant("chr2", 20, "", "A", "C"), Variant("chr2", 40, "", "NN", "CN")]
    alleles = lay_alleles(variants, genome, LENGTH)
    assert decode(alleles.ref[0])[15] == "A"
    assert decode(alleles.alt[0])[15] == "C"
    assert decode(alleles.ref[1])[15:17] == bases["chr2"][40:42]


def test_many_variants_are_those_one_by_one(world: tuple[dict[str, str], Genome]) -> None:
    bases, genome = world
    variants = [
        Variant(chrom, at, "", bases[chrom][at], "ACGT"[at % 4] * (1 + at % 3))
        for chrom, at in [("chr1", 5), ("chr2", 80), ("chr1", 390), ("chr1", 6), ("chr2", 0)]
    ]
    together = lay_alleles(variants, genome, LENGTH)
    for row, variant in enumerate(variants):
        alone = lay_alleles([variant], genome, LENGTH)
        np.testing.assert_array_equal(together.ref[row], alone.ref[0])
        np.testing.assert_array_equal(together.alt[row], alone.alt[0])


def _alleles(ref: str, alt: str) -> Alleles:
    none = np.zeros((1, 8), np.uint8)
    return Alleles([Variant("c", 100, "", ref, alt)], np.array([96]), none, none)


NAN = float("nan")


@pytest.mark.parametrize(
    ("ref", "alt", "wanted"),
    [
        ("A", "G", [1, 2, 4, 8, 16, 32, 64, 128]),
        ("AC", "GT", [1, 2, 4, 8, 16, 32, 64, 128]),
        # After the base before it, which stands left of the middle.
        ("A", "ATT", [1, 2, 4, 8 + 16 + 32, 64, 128, NAN, NAN]),
        ("ATT", "A", [1, 2, 4, 8, 0, 0, 16, 32]),
        ("AC", "GTTT", [1, 2, 4, 8, 16, 32 + 64 + 128, NAN, NAN]),
        ("ACG", "TT", [1, 2, 4, 8, 16, 32, 0, 64]),
        ("A", "A" + "T" * 9, [1, 2, 4, 8 + 240, NAN, NAN, NAN, NAN]),
        ("A" + "T" * 9, "A", [1, 2, 4, 8, 0, 0, 0, 0]),
        ("A" * 9, "C" * 9, [1, 2, 4, 8, 16, 32, 64, 128]),
    ],
)
def test_scores_are_moved_to_the_positions_of_the_reference(
    ref: str, alt: str, wanted: list[float]
) -> None:
    scores = 2.0 ** np.arange(8, dtype=np.float32)[None]
    np.testing.assert_array_equal(on_reference(scores, _alleles(ref, alt))[0], wanted)
