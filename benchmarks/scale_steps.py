"""The commands of an analysis, on files of one number of regions, as the workflow runs them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from motiflens.config.export import ExportName

METHODS = ("deeplift", "lrp-epsilon")
FORMATS = tuple(name for name in get_args(ExportName) if name not in ("jaspar", "transfac"))
"""Of exports; the two left out hold what MEME's does."""

SEQLETS = ("--max-seqlets", "1000")

Argv = tuple[str, ...]


@dataclass(frozen=True)
class Inputs:
    """Files of one number of regions."""

    genome: Path
    regions: Path
    sequences: Path
    bigwig_samples: Path
    bam_samples: Path
    variants: Path
    genes: Path
    database: Path


def inputs_in(folder: Path) -> Inputs:
    """Return where `scale_inputs.py` puts the files."""
    return Inputs(
        genome=folder / "genome.fa",
        regions=folder / "regions.bed",
        sequences=folder / "sequences.fa",
        bigwig_samples=folder / "bigwig.tsv",
        bam_samples=folder / "bam.tsv",
        variants=folder / "variants.vcf",
        genes=folder / "genes.bed",
        database=folder / "known.meme",
    )


@dataclass(frozen=True)
class Step:
    """A command, and what it writes."""

    name: str
    argv: Argv
    output: Path


def steps(made: Inputs, model: Path, folder: Path) -> list[Step]:
    """Return all steps of an analysis in their order, and other ways to prepare before them."""
    return [
        *preparing(made, folder),
        *explaining(model, folder),
        *finding(made, model, folder),
        *asking(made, model, folder),
        reporting(model, folder),
    ]


def preparing(made: Inputs, folder: Path) -> list[Step]:
    """Return the ways in: regions, regions with reads, and sequences alone."""
    genome = ("--genome", str(made.genome), "--validation", "chr11", "--test", "chr12")
    ways = {
        "prepare": (*genome, "--regions", f"A={made.regions}"),
        "prepare, bigWig profiles": (*genome, "--samples", str(made.bigwig_samples), *_PROFILES),
        "prepare, BAM counts": (*genome, "--samples", str(made.bam_samples), "--readout", "counts"),
        "prepare, shuffled negatives": (
            *genome,
            *("--regions", f"A={made.regions}", "--negatives", "shuffle"),
        ),
        "prepare, FASTA": ("--sequences", f"A={made.sequences}", "--negatives", "shuffle"),
    }
    written = {name: folder / f"{_plain(name)}.h5" for name in ways}
    return [
        Step(
            name,
            ("prepare", *way, "--output", str(written[name]), "--dropped", f"{written[name]}.tsv"),
            written[name],
        )
        for name, way in ways.items()
    ]


_PROFILES = ("--readout", "profiles", "--window", "200", "--output-window", "100")


def explaining(model: Path, folder: Path) -> list[Step]:
    """Return training for an epoch, the audit, and attribution in two shards, gathered."""
    data = ("--data", str(folder / "prepare.h5"))
    profiles = ("--data", str(folder / "prepare--bigWig-profiles.h5"))
    bpnet = ("--architecture", "bpnet", "--arguments", "filters=8", "--arguments", "layers=2")
    trained, audit = folder / "trained", folder / "audit.json"
    methods = [word for method in METHODS for word in ("--method", method)]
    found = [
        _step("train, one epoch", ("train", *data, "--epochs", "1"), trained),
        _step(
            "train, profiles", ("train", *profiles, *bpnet, "--epochs", "1"), folder / "profiles"
        ),
        _step("audit", ("audit", str(model), *data, *methods), audit),
    ]
    for method in METHODS:
        shards = [folder / "A" / method / f"fold0.{part}-of-2.h5" for part in (1, 2)]
        asked = (*data, "--model", str(model), "--task", "A", "--method", method)
        for part, shard in enumerate(shards, start=1):
            words = ("attribute", *asked, "--shard", f"{part}/2")
            found.append(_step(f"attribute, {method}, a shard of 2", words, shard))
        whole = folder / "A" / method / "contributions.h5"
        found.append(_step(f"gather, {method}", ("gather", *map(str, shards)), whole))
    return found


def finding(made: Inputs, model: Path, folder: Path) -> list[Step]:
    """Return what is made of the contributions: motifs, hits, effects, figures and exports."""
    found = []
    for method in METHODS:
        result = folder / "A" / method
        given = ("--contributions", str(result / "contributions.h5"))
        found += [
            _step("discover", ("discover", *given, *SEQLETS, *_database(made)), result / "motifs"),
            _step("hits", ("hits", *given, "--motifs", str(result / "motifs")), result / "hits"),
            _step(
                "effects",
                (
                    *("effects", str(model), "--data", str(folder / "prepare.h5")),
                    *("--results", str(result)),
                ),
                result / "effects.json",
            ),
            _step("logos", ("logos", "--motifs", str(result / "motifs")), result / "logos"),
        ]
    both = [word for method in METHODS for word in ("--results", str(folder / "A" / method))]
    found.append(_step("families", ("families", *both), folder / "families.json"))
    top = ("--top", "2", "--genes", str(made.genes))
    found.append(_step("loci", ("loci", *both, *top), folder / "A" / "loci"))
    result = folder / "A" / METHODS[0]
    for form in FORMATS:
        words = ("export", "--results", str(result), "--formats", form)
        genome = ("--genome", str(made.genome)) if form == "bigwig" else ()
        found.append(_step(f"export, {form}", (*words, *genome), result / f"exports-{form}"))
    return found


def asking(made: Inputs, model: Path, folder: Path) -> list[Step]:
    """Return what is asked of the model beside: evaluation, variants and predictions."""
    few = ("--sequences", "8", "--bootstrap", "50", "--experiments", "faithfulness")
    sites = ("--experiments", "sites", "--sites", str(made.regions))
    methods = [word for method in METHODS for word in ("--method", method)]
    data = ("--data", str(folder / "prepare.h5"), "--task", "A")
    genome = ("--genome", str(made.genome))
    own = ("--model", str(model), *genome)
    return [
        _step(
            "evaluate",
            ("evaluate", str(model), *data, *methods, *few, *sites),
            folder / "evaluation.json",
        ),
        _step("variants", ("variants", *own, "--vcf", str(made.variants)), folder / "variants"),
        _step(
            "variants, explained",
            ("variants", *own, "--vcf", str(made.variants), "--method", "deeplift"),
            folder / "variants-explained",
        ),
        _step(
            "predict, FASTA",
            ("predict", str(model), "--sequences", str(made.sequences)),
            folder / "predictions.tsv",
        ),
        _step(
            "predict, regions",
            (
                *("predict", str(model), *genome, "--regions", str(made.regions)),
                *("--bigwig", str(folder / "predicted")),
            ),
            folder / "predictions-of-regions.tsv",
        ),
    ]


def reporting(model: Path, folder: Path) -> Step:
    """Return the report of all of it."""
    both = [word for method in METHODS for word in ("--results", str(folder / "A" / method))]
    words = (
        *("report", "--data", str(folder / "prepare.h5"), "--model", str(model)),
        *("--audit", str(folder / "audit.json"), "--evaluation", str(folder / "evaluation.json")),
        *("--families", str(folder / "families.json"), *both),
    )
    return _step("report", words, folder / "report.html")


def _database(made: Inputs) -> Argv:
    return ("--database", str(made.database))


def _step(name: str, words: Argv, output: Path) -> Step:
    return Step(name, (*words, "--output", str(output)), output)


def _plain(name: str) -> str:
    return name.replace(" ", "-").replace(",", "-")
