"""The methods of a paper, from what was run: every number is one that the inputs hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from motiflens._version import __version__
from motiflens.models.architectures import ARCHITECTURES
from motiflens.models.metrics import METRICS
from motiflens.readouts import READOUTS
from motiflens.report.citations import Citations
from motiflens.report.inputs import Inputs
from motiflens.report.result import Result
from motiflens.report.sections.data import data_view
from motiflens.store.windows import SPLITS


@dataclass(frozen=True)
class MethodsText:
    """Paragraphs with numbers of citations in brackets, and the works."""

    paragraphs: tuple[str, ...]
    works: tuple[str, ...]


def methods_text(inputs: Inputs) -> MethodsText:
    """Return the text; what the inputs do not say is not in it."""
    cite = Citations()
    parts = (
        _data(inputs),
        _model(inputs, cite),
        _scores(inputs, cite),
        _motifs(inputs, cite),
        _further(inputs, cite),
        _software(inputs, cite),
    )
    paragraphs = tuple(filter(None, (" ".join(sentences) for sentences in parts)))
    return MethodsText(paragraphs, cite.works)


def _data(inputs: Inputs) -> Iterator[str]:
    view = data_view(inputs.data)
    *classes, negatives = view.classes
    named = "; ".join(f"{one.total:,} of {one.name}" for one in classes)
    yield f"Windows of {view.window:,} bp were used ({named})."
    if negatives.total:
        yield f"Negatives ({negatives.total:,}) were {view.negatives}."
    for split in ("validation", "test"):
        held = view.chromosomes.get(split)
        if held:
            yield f"{split.capitalize()} windows lay on {', '.join(held)}."
        elif count := int((inputs.data.split == SPLITS.index(split)).sum()):
            yield f"{count:,} windows were kept for {split}."


def _model(inputs: Inputs, cite: Citations) -> Iterator[str]:
    card = inputs.card
    known = ARCHITECTURES.get(card.architecture or "")
    source = f"imported from {card.source.name}" if card.source else "a convolutional network"
    title = known.title if known else card.architecture or source
    if known and known.citation != _OWN:
        title += f" {cite(known.citation)}"
    folds = "" if len(inputs.cards) == 1 else f", one for each of {len(inputs.cards)} folds"
    yield f"The model was {title} ({card.n_parameters:,} parameters{folds})."
    training = card.training
    if training is None:
        return
    options = training.options
    settings = ", ".join(
        f"{key.replace('_', ' ')} {options[key]}"
        for key in ("learning_rate", "batch_size", "seed")
        if key in options
    )
    loss = READOUTS[card.readout].loss
    yield (
        f"It was trained for {len(training.curve)} epochs to minimise {loss}"
        f"{f' ({settings})' if settings else ''}; the weights of epoch {training.best_epoch}, of "
        "lowest loss on the validation windows, were kept."
    )
    if training.anchored:
        yield f"It was anchored: taught to give, at the reference, {READOUTS[card.readout].anchor}."
    for task, metrics in card.metrics.get("test", {}).items():
        name, score = metrics.headline
        if score is not None and task in inputs.tasks:
            yield f"{METRICS[name].title} on the test windows of {task} was {score:.3f}."


def _scores(inputs: Inputs, cite: Citations) -> Iterator[str]:
    for method in inputs.methods:
        result = next(one for one in inputs.results if one.method == method)
        options = _named(result.provenance["options"])
        yield (
            f"Contributions of bases were computed by {method.title} {cite(method.citation)}"
            f"{f' ({options})' if options else ''}"
            f"{_reference(result) if method.reads_reference else ''}, for "
            f"{_windows(inputs, result)}."
        )


def _motifs(inputs: Inputs, cite: Citations) -> Iterator[str]:
    result = inputs.results[0]
    tried = result.motifs.tried
    chosen = _named({key: tried[key] for key in _DISCOVERY if key in tried})
    seqlets = "recursive seqlets of " if tried.get("recursive_seqlets") else ""
    yield (
        f"Motifs were found by TF-MoDISco {cite('modisco')} (modisco-lite; {chosen}) in {seqlets}"
        "the hypothetical contributions of each task and method."
    )
    searched = tried.get("n_searched", result.n)
    if searched < result.n:
        yield (
            f"Seqlets were taken from {searched:,} of {result.n:,} windows, from all over them; "
            "hits of the motifs, from all."
        )
    if any(one.motifs.tried.get("n_split") for one in inputs.results):
        yield (
            "Patterns whose sequences were those of two motifs, by the integrated completed "
            f"likelihood of a mixture of two matrices {cite('icl')}, were taken apart."
        )
    if any(motif.matches for one in inputs.results for motif in one.motifs.motifs):
        yield (
            f"They were compared with known motifs by TOMTOM {cite('tomtom')}; q-values are "
            f"p-values adjusted over the database {cite('bh')}, and "
            f"{tried.get('match_threshold', 0.05)} was the largest called significant."
        )


def _further(inputs: Inputs, cite: Citations) -> Iterator[str]:
    """Yield what was done with the motifs, where it was done."""
    hits = next((one.beside.hits for one in inputs.results if one.beside.hits), None)
    if hits is not None:
        yield (
            f"Hits of the motifs were looked for in all windows ({_named(hits.options)}); "
            f"places, orientation and co-occurrence were held against controls, with p-values "
            f"adjusted over tests of a kind {cite('bh')}."
        )
    effects = next((one.beside.effects for one in inputs.results if one.beside.effects), None)
    if effects is not None:
        yield (
            "The effect of each motif was measured by inserting it into neutral sequences and by "
            f"shuffling its own hits, with 95 % bootstrap intervals ({_named(effects.options)})."
        )
    if inputs.families is not None:
        yield (
            "Motifs of all tasks and methods whose contributions resembled each other (cosine of "
            f"at least {inputs.families.alike:g}) were taken for one."
        )


def _software(inputs: Inputs, cite: Citations) -> Iterator[str]:
    versions = inputs.results[0].provenance.get("versions", {})
    named = ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
    program = f"motiflens {__version__} on PyTorch {cite('pytorch')}"
    yield f"All of it was done with {program}{f' ({named})' if named else ''}."


_OWN = "motiflens"  # what an architecture that comes from nowhere else cites
_DISCOVERY = ("max_seqlets", "n_leiden", "fdr", "min_seqlets")


def _named(options: Mapping[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in options.items())


def _reference(result: Result) -> str:
    reference = result.provenance["reference"]
    if reference["frequencies"] is not None:
        return f" against the frequencies of A, C, G and T as reference ({reference['name']})"
    if "n_references" in reference:
        return f" against {reference['n_references']} references a window ({reference['name']})"
    return f" against the reference {reference['name']}"


def _windows(inputs: Inputs, result: Result) -> str:
    own = [one for one in inputs.results if one.method == result.method]
    return ", ".join(f"{one.n:,} windows of {one.task}" for one in own)
