"""Variants of a file, allele by allele, and what is left out."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from motiflens.errors import InputError
from motiflens.sequences.genome import Genome, read_genome
from motiflens.sequences.variants import (
    LeftOut,
    Variant,
    check_chromosomes,
    read_variants,
    survey,
)
from variants.world import LENGTHS, Record, write_genome, write_vcf


@pytest.fixture
def bases(tmp_path: Path) -> dict[str, str]:
    return write_genome(tmp_path)


@pytest.fixture
def genome(bases: dict[str, str], tmp_path: Path) -> Genome:
    return read_genome(str(tmp_path / "g.fa"), set(bases))


def _read(folder: Path, genome: Genome, *records: Record) -> list[Variant | LeftOut]:
    path = write_vcf(folder / "v.vcf", records)
    return [one for alleles in read_variants(path, genome) for one in alleles]


@pytest.mark.parametrize("name", ["v.vcf", "v.vcf.gz", "v.bcf"])
def test_every_form_of_file_reads_the_same(
    name: str, tmp_path: Path, bases: dict[str, str], genome: Genome
) -> None:
    ref = bases["chr1"][9]
    other = "A" if ref != "A" else "C"
    path = write_vcf(
        tmp_path / name, [("chr1", 10, ref, other), ("chr2", 1, bases["chr2"][:2], "G")]
    )
    assert survey(path).records == 2
    assert survey(path).chromosomes == ("chr1", "chr2")
    (one,), (two,) = read_variants(path, genome)
    assert one == Variant("chr1", 9, "v0", ref, other)
    assert isinstance(two, Variant)


def test_alleles_of_a_record_stand_one_by_one_in_upper_case(
    tmp_path: Path, bases: dict[str, str], genome: Genome
) -> None:
    ref = bases["chr1"][49:52]
    found = _read(tmp_path, genome, ("chr1", 50, ref.lower(), "gg,<DEL>,GGGG"))
    assert [one.alt for one in found if isinstance(one, Variant)] == ["GG", "GGGG"]
    (symbolic,) = (one for one in found if isinstance(one, LeftOut))
    assert symbolic.variant.ref == ref
    assert symbolic.reason == "the allele is symbolic"


def test_what_cannot_be_scored_is_left_out_with_the_reason(
    tmp_path: Path, bases: dict[str, str], genome: Genome
) -> None:
    ref = bases["chr1"][9]
    wrong = "A" if ref != "A" else "C"
    last = bases["chr2"][-1]
    cases = {
        ("chr1", 10, ref, "."): "there is no alternative allele",
        ("chr1", 10, ref, "*"): "the allele is what another deletion leaves",
        ("chr1", 10, ref, "<INS>"): "symbolic",
        ("chr1", 10, ref, f"{ref}[chr2:5["): "breakend",
        ("chr1", 10, ref, f".{ref}"): "breakend",
        ("chr1", 10, ref, "R"): "letters other than",
        ("chr1", 10, ref, ref): "the alleles are the same",
        ("chr1", 10, wrong, "G"): f"REF is not what the genome has there {ref}",
        ("chr2", 91, "A", "C"): "beyond an end of its chromosome chr2 has 90 bp",
        ("chr2", 90, f"{last}A", last): "beyond an end",
        ("chr2", 0, "N", "A"): "beyond an end",
        ("chrM", 5, "A", "C"): "the genome has no such chromosome",
    }  # fmt: skip
    found = _read(tmp_path, genome, *cases)
    assert len(found) == len(cases)
    for one, reason in zip(found, cases.values(), strict=True):
        assert isinstance(one, LeftOut)
        assert reason in f"{one.reason} {one.detail}"


def test_n_is_any_base(tmp_path: Path, bases: dict[str, str], genome: Genome) -> None:
    found = _read(tmp_path, genome, ("chr2", 21, "A", "C"), ("chr1", 10, "N", "C"))
    assert all(isinstance(one, Variant) for one in found)


@pytest.mark.parametrize(
    ("ref", "alt", "core"),
    [
        ("A", "G", (100, "A", "G")),
        ("A", "ATT", (101, "", "TT")),
        ("ATT", "A", (101, "TT", "")),
        ("CA", "CAA", (101, "", "A")),
        ("ACG", "TTG", (100, "AC", "TT")),
        ("TACG", "TG", (101, "AC", "")),
        ("AC", "GTTT", (100, "AC", "GTTT")),
    ],
)
def test_the_core_is_what_differs(ref: str, alt: str, core: tuple[int, str, str]) -> None:
    assert Variant("chr1", 100, "", ref, alt).core == core


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hello\n", "no VCF or BCF"),
        ("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n", "no variant"),
        (
            "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
            "chr1\t4\t.\tA\tC\t.\t.\t.\nchr1\tfour\t.\tA\tC\t.\t.\t.\n",
            "record 2",
        ),
    ],
)
def test_what_is_no_vcf_is_said(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "v.vcf").write_text(text)
    with pytest.raises(InputError) as caught:
        survey(str(tmp_path / "v.vcf"))
    assert message in str(caught.value)


def test_a_truncated_file_is_said(tmp_path: Path) -> None:
    path = Path(write_vcf(tmp_path / "v.vcf.gz", [("chr1", i, "A", "C") for i in range(1, 400)]))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="damaged"):
        survey(str(path))
    with pytest.raises(InputError):
        survey(str(tmp_path / "none.vcf"))


@pytest.mark.parametrize(("name", "hint"), [("1", "rename"), ("chrX", "called on")])
def test_other_chromosomes_are_said_with_a_hint(
    name: str, hint: str, tmp_path: Path, genome: Genome
) -> None:
    path = write_vcf(tmp_path / "v.vcf", [(name, 5, "A", "C")])
    with pytest.raises(InputError) as caught:
        check_chromosomes(path, survey(path), genome)
    assert hint in str(caught.value)
    assert "chr1, chr2" in str(caught.value)


def test_a_genome_that_has_no_index_is_read_as_well(tmp_path: Path, bases: dict[str, str]) -> None:
    with gzip.open(tmp_path / "z.fa.gz", "wb") as file:
        file.write((tmp_path / "g.fa").read_bytes())
    genome = read_genome(str(tmp_path / "z.fa.gz"), ["chr1"])
    assert set(genome.codes) == {"chr1"}
    (found,) = _read(tmp_path, genome, ("chr1", 400, bases["chr1"][399], "NN"))
    assert isinstance(found, Variant)
    assert LENGTHS["chr1"] == 400
