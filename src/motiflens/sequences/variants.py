"""Variants of a VCF or BCF, each alternative allele by itself, checked against a genome."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pysam

from motiflens.errors import InputError
from motiflens.sequences.fasta import is_bgzip
from motiflens.sequences.genome import Genome
from motiflens.sequences.htslib import FAILURES, quiet
from motiflens.sequences.lines import check_file, is_gzip
from motiflens.sequences.onehot import decode
from motiflens.sequences.wording import few

MISMATCH = "REF is not what the genome has there"
"""The reason of those that were called on another genome; the detail is what it has."""

_SHOWN = 20
_BASES = re.compile(r"[ACGTN]+")


@dataclass(frozen=True)
class Variant:
    """One alternative allele of a record.

    Attributes
    ----------
    chrom, position
        Where REF begins, from 0.
    name
        The record's ID; empty where it has none.
    ref, alt
        In upper case.
    """

    chrom: str
    position: int
    name: str
    ref: str
    alt: str

    @property
    def core(self) -> tuple[int, str, str]:
        """Where the alleles begin to differ, and what of either differs.

        Bases that both end with are left out, then those that both begin with. An insertion has
        nothing of REF, a deletion nothing of ALT.
        """
        ref, alt, start = self.ref, self.alt, self.position
        while ref and alt and ref[-1] == alt[-1]:
            ref, alt = ref[:-1], alt[:-1]
        while ref and alt and ref[0] == alt[0]:
            ref, alt, start = ref[1:], alt[1:], start + 1
        return start, ref, alt


@dataclass(frozen=True)
class LeftOut:
    """An alternative allele that cannot be scored, and why; ``detail`` is of this one alone."""

    variant: Variant
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class Survey:
    """How many records a file has, and on which chromosomes, in the order of their first."""

    records: int
    chromosomes: tuple[str, ...]


def survey(path: str) -> Survey:
    """Read a file once, for what must be known before its variants are looked at.

    Raises
    ------
    InputError
        Where it cannot be read, is no VCF or BCF, is damaged, or holds no record.
    """
    found: dict[str, None] = {}
    count = 0
    for record in _records(path):
        found.setdefault(record.chrom)
        count += 1
    if not count:
        raise InputError(
            "there is no variant in the file", where=path, fix="give a VCF or BCF with some"
        )
    return Survey(count, tuple(found))


def check_chromosomes(path: str, found: Survey, genome: Genome) -> None:
    """Raise `InputError` where the genome has none of the file's chromosomes."""
    if any(chrom in genome.lengths for chrom in found.chromosomes):
        return
    prefixed = any(
        chrom.removeprefix("chr") in genome.lengths or f"chr{chrom}" in genome.lengths
        for chrom in found.chromosomes
    )
    raise InputError(
        f"no variant lies on a chromosome of the genome: the variants are on "
        f"{few(found.chromosomes)}, the genome {genome.path} has {few(genome.lengths)}",
        where=path,
        fix="the names differ by 'chr': rename those of the variants with "
        "`bcftools annotate --rename-chrs`"
        if prefixed
        else "use the genome that the variants were called on",
    )


def read_variants(path: str, genome: Genome) -> Iterator[list[Variant | LeftOut]]:
    """Yield the alternative alleles of each record, in the order of the file.

    Raises
    ------
    InputError
        Where the file is damaged.
    """
    for record in _records(path):
        ref = _upper(record.ref or "")
        yield [
            _checked(Variant(record.chrom, record.pos - 1, record.id or "", ref, alt), genome)
            for alt in map(_upper, record.alts or (".",))
        ]


def _upper(allele: str) -> str:
    """Return bases in upper case; names within symbols as they are."""
    return allele.upper() if _BASES.fullmatch(allele.upper()) else allele


def _checked(variant: Variant, genome: Genome) -> Variant | LeftOut:
    reason = _unreadable(variant)
    return LeftOut(variant, reason) if reason else _elsewhere(variant, genome) or variant


def _unreadable(variant: Variant) -> str:
    """Return why the alleles are no DNA; nothing where they are."""
    alt = variant.alt
    if alt == ".":
        return "there is no alternative allele"
    if alt == "*":
        return "the allele is what another deletion leaves (*)"
    if alt.startswith("<"):
        return "the allele is symbolic"
    if "[" in alt or "]" in alt or alt.startswith(".") or alt.endswith("."):
        return "the allele is a breakend"
    if not _BASES.fullmatch(alt) or not _BASES.fullmatch(variant.ref):
        return "an allele holds letters other than A, C, G, T and N"
    return "the alleles are the same" if alt == variant.ref else ""


def _elsewhere(variant: Variant, genome: Genome) -> LeftOut | None:
    """Return why the variant does not fit the genome; None where it does."""
    length = genome.lengths.get(variant.chrom)
    if length is None:
        return LeftOut(variant, "the genome has no such chromosome")
    end = variant.position + len(variant.ref)
    if variant.position < 0 or end > length:
        beyond = "REF lies beyond an end of its chromosome"
        return LeftOut(variant, beyond, f"{variant.chrom} has {length:,} bp")
    there = decode(genome.codes[variant.chrom][variant.position : end])
    if all(a == b or "N" in (a, b) for a, b in zip(there, variant.ref, strict=True)):
        return None
    return LeftOut(variant, MISMATCH, there if len(there) < _SHOWN else f"{there[:_SHOWN]}...")


def _records(path: str) -> Iterator[pysam.VariantRecord]:
    check_file(path)
    if is_gzip(path) and not is_bgzip(path):
        raise InputError(
            "the variants are compressed by gzip, and not by bgzip",
            where=path,
            fix="compress them again: gunzip, then bgzip",
        )
    done = 0
    try:
        with quiet(), pysam.VariantFile(path) as file:
            for record in file:
                yield record
                done += 1
    except FAILURES as error:
        raise InputError(
            f"the file is damaged, or no VCF or BCF ({error})",
            where=f"{path}, record {done + 1}",
            fix="look at it with `bcftools view`; a VCF begins with ##fileformat, and its columns "
            "are separated by tabs",
        ) from None
