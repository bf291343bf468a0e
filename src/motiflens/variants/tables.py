"""The tables of variants: those that were scored, and those that were left out."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from motiflens.sequences.variants import LeftOut, Variant

SCORED, LEFT_OUT = "variants.tsv", "left_out.tsv"
_PLACE = ("chrom", "pos", "id", "ref", "alt")


class Tables:
    """Two open tables of tab-separated values, with a line for each alternative allele."""

    def __init__(self, scored: Any, left_out: Any, tasks: Sequence[str]) -> None:
        self._scored, self._left_out = (
            csv.writer(file, delimiter="\t", lineterminator="\n") for file in (scored, left_out)
        )
        numbers = [f"{task}:{part}" for task in tasks for part in ("ref", "alt", "difference")]
        self._scored.writerow([*_PLACE, *numbers])
        self._left_out.writerow([*_PLACE, "reason"])

    def scored(
        self,
        variants: Sequence[Variant],
        ref: NDArray[np.float32],
        alt: NDArray[np.float32],
    ) -> None:
        """Add variants with what the model says of their alleles, (n, T) each."""
        for variant, at_ref, at_alt in zip(variants, ref, alt, strict=True):
            triples = np.stack([at_ref, at_alt, at_alt - at_ref], 1)
            self._scored.writerow([*_place(variant), *(f"{n:.9g}" for n in triples.flatten())])

    def left_out(self, found: LeftOut) -> None:
        """Add a variant that was not scored."""
        reason = f"{found.reason} ({found.detail})" if found.detail else found.reason
        self._left_out.writerow([*_place(found.variant), reason])


@contextmanager
def open_tables(folder: Path, tasks: Sequence[str]) -> Iterator[Tables]:
    """Yield both tables in a folder."""
    how: dict[str, Any] = {"newline": "", "encoding": "utf-8"}
    with (
        (folder / SCORED).open("w", **how) as scored,
        (folder / LEFT_OUT).open("w", **how) as left_out,
    ):
        yield Tables(scored, left_out, tasks)


def _place(variant: Variant) -> tuple[object, ...]:
    return (
        variant.chrom,
        variant.position + 1,
        variant.name or ".",
        variant.ref,
        variant.alt,
    )
