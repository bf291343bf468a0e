"""Score the variants of a file with a model: the science of ``motiflens variants``."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from motiflens._version import __version__
from motiflens.attribution.batching import DEFAULT
from motiflens.attribution.windows import target_of
from motiflens.config import Attribute
from motiflens.errors import InputError
from motiflens.files import atomic_directory, unchanged
from motiflens.models.card import ModelCard
from motiflens.sequences.alleles import Alleles, lay_alleles, on_reference
from motiflens.sequences.composition import base_frequencies
from motiflens.sequences.genome import Genome, read_genome
from motiflens.sequences.variants import (
    MISMATCH,
    LeftOut,
    Survey,
    Variant,
    check_chromosomes,
    read_variants,
    survey,
)
from motiflens.store.variants import VariantFile, rows_of, write_variants
from motiflens.variants.explaining import AlleleExplainer
from motiflens.variants.outputs import outputs
from motiflens.variants.tables import Tables, open_tables

_LOG = logging.getLogger(__name__)
BLOCK = 256
"""Variants that are held in memory at a time."""
SCORES = "variants.h5"


@dataclass(frozen=True)
class Asked:
    """What is asked of variants.

    Attributes
    ----------
    tasks
        Outputs of the model.
    both_strands
        Whether all numbers are the mean over both strands.
    settings
        Target, reference, seed and batch size.
    method, options
        A row of the table of methods and its own options; None where nothing is explained.
    """

    tasks: list[str]
    both_strands: bool
    settings: Attribute
    method: str | None = None
    options: dict[str, Any] = field(default_factory=dict)


def score_variants(
    folder: Path,
    vcf: str,
    genome_path: str,
    model: nn.Module,
    card: ModelCard,
    asked: Asked,
    *,
    device: torch.device,
    progress: Callable[[float, int], None],
) -> None:
    """Write ``variants.tsv``, ``left_out.tsv`` and, of a method, ``variants.h5`` into a folder.

    Parameters
    ----------
    folder
        Whole or absent.
    vcf, genome_path
        The variants, and the genome that they were called on.
    model, card
        What scores them.
    asked
        See `Asked`.
    device
        Where to compute.
    progress
        Called with the number of records done and of all.

    Raises
    ------
    InputError
        Where a file cannot be read, or no variant can be scored.
    """
    read = unchanged([vcf, genome_path])
    with atomic_directory(folder) as temporary, read, ExitStack() as stack:
        found = survey(vcf)
        genome = read_genome(genome_path, found.chromosomes)
        check_chromosomes(vcf, found, genome)
        scorer = _Scorer(model.to(device).eval(), card, asked, device)
        tables = stack.enter_context(open_tables(temporary, asked.tasks))
        file = None
        if asked.method is not None:
            provenance = _provenance(card, asked)
            file = stack.enter_context(write_variants(temporary / SCORES, provenance))
        counts = _score_all(vcf, found, genome, scorer, tables, file, progress)
        _check_counts(vcf, genome, counts)
    _say(counts)


def _score_all(
    vcf: str,
    found: Survey,
    genome: Genome,
    scorer: _Scorer,
    tables: Tables,
    file: VariantFile | None,
    progress: Callable[[float, int], None],
) -> Counter[str]:
    """Return how many were scored, under an empty name, and left out, by the reason."""
    counts: Counter[str] = Counter()
    for done, scored, left_out in _blocks(vcf, genome):
        if scored:
            scorer.score(lay_alleles(scored, genome, scorer.length), tables, file)
        for one in left_out:
            tables.left_out(one)
        counts[""] += len(scored)
        counts.update(one.reason for one in left_out)
        progress(done, found.records)
    return counts


def _blocks(vcf: str, genome: Genome) -> Iterator[tuple[int, list[Variant], list[LeftOut]]]:
    """Yield the records read so far, and variants and those left out since the last block."""
    scored: list[Variant] = []
    left_out: list[LeftOut] = []
    done = 0
    for alleles in read_variants(vcf, genome):
        done += 1
        scored += [one for one in alleles if isinstance(one, Variant)]
        left_out += [one for one in alleles if isinstance(one, LeftOut)]
        if len(scored) + len(left_out) >= BLOCK:
            yield done, scored, left_out
            scored, left_out = [], []
    yield done, scored, left_out


class _Scorer:
    """A model with what is asked of it."""

    def __init__(
        self, model: nn.Module, card: ModelCard, asked: Asked, device: torch.device
    ) -> None:
        self.length = card.input_length
        self._model, self._card, self._asked, self._device = model, card, asked, device
        self._targets = [target_of(card, task, asked.settings.target) for task in asked.tasks]
        self._explainer: AlleleExplainer | None = None

    def score(self, alleles: Alleles, tables: Tables, file: VariantFile | None) -> None:
        """Write what is asked of some variants."""
        ref, alt = (self._outputs(codes) for codes in (alleles.ref, alleles.alt))
        tables.scored(alleles.variants, ref, alt)
        if file is not None:
            file.append(self._explained(alleles))

    def _outputs(self, codes: NDArray[np.uint8]) -> NDArray[np.float32]:
        return outputs(
            self._model,
            codes,
            self._targets,
            both_strands=self._asked.both_strands,
            device=self._device,
            batch_size=self._asked.settings.batch_size or DEFAULT,
        )

    def _explained(self, alleles: Alleles) -> dict[str, NDArray[Any]]:
        if self._explainer is None:
            self._explainer = self._make_explainer(alleles)
        found = self._explainer.explain(alleles)
        moved = np.stack([on_reference(scores, alleles) for scores in found.alt])
        scores = rows_of(self._asked.tasks, found.ref, found.alt, moved - found.ref)
        return {**_columns(alleles), **scores}

    def _make_explainer(self, first: Alleles) -> AlleleExplainer:
        """Capture the model, with the frequencies of its training, else of the first windows."""
        training, asked = self._card.training, self._asked
        known = None if training is None else training.reference
        assert asked.method is not None
        return AlleleExplainer(
            self._model,
            self._targets,
            asked.method,
            asked.options,
            asked.settings,
            both_strands=asked.both_strands,
            frequencies=base_frequencies([first.ref]).tolist() if known is None else known,
            length=self.length,
            device=self._device,
        )


def _columns(alleles: Alleles) -> dict[str, NDArray[Any]]:
    variants = alleles.variants
    return {
        "variants/chrom": np.array([one.chrom for one in variants], np.str_),
        "variants/pos": np.array([one.position + 1 for one in variants], np.int64),
        "variants/id": np.array([one.name or "." for one in variants], np.str_),
        "variants/ref": np.array([one.ref for one in variants], np.str_),
        "variants/alt": np.array([one.alt for one in variants], np.str_),
        "windows/start": alleles.start,
        "windows/ref": alleles.ref,
        "windows/alt": alleles.alt,
    }


def _provenance(card: ModelCard, asked: Asked) -> dict[str, Any]:
    return {
        "tasks": asked.tasks,
        "method": asked.method,
        "options": asked.options,
        "settings": asked.settings.model_dump(include=set(_SETTINGS)),
        "both_strands": asked.both_strands,
        "model_sha256": card.weights_sha256,
        "versions": {"motiflens": __version__, "torch": str(torch.__version__)},
    }


_SETTINGS = ("target", "reference", "n_references", "seed", "batch_size")


def _check_counts(vcf: str, genome: Genome, counts: Counter[str]) -> None:
    """Raise where nothing was scored; warn where many variants are of another genome."""
    wrong = counts[MISMATCH]
    hint = (
        f"check that {genome.path} is the assembly that the variants were called on (GRCh37 and "
        "GRCh38, say, share the names of their chromosomes)"
    )
    if not counts[""]:
        raise InputError(f"no variant can be scored: {_reasons(counts)}", where=vcf, fix=hint)
    if wrong > counts[""] / 10:
        _LOG.warning("REF of %d variant(s) is not what the genome has there: %s", wrong, hint)


def _say(counts: Counter[str]) -> None:
    _LOG.info("%d variants scored", counts[""])
    if len(counts) > 1:
        _LOG.info("left out: %s", _reasons(counts))


def _reasons(counts: Counter[str]) -> str:
    return "; ".join(f"{count:,}: {reason}" for reason, count in counts.most_common() if reason)
