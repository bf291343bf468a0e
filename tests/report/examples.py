"""A small run of two tasks by two methods, written as the steps before the report write it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from motiflens.attribution.audit_record import (
    Audit,
    ComparedReference,
    Completeness,
    Imbalance,
    MethodAudit,
    OperationRow,
    Place,
    ReferenceComparison,
    Refused,
)
from motiflens.attribution.reference_check import check_reference
from motiflens.files import sha256
from motiflens.models.card import ModelCard, write_card
from motiflens.motifs.motif import Match, Motif, MotifSet, write_motif_set
from motiflens.report.inputs import Inputs
from motiflens.report.result import Result
from motiflens.sequences.onehot import one_hot
from motiflens.store.contributions import Contributions, write_contributions
from motiflens.store.windows import Dropped, Windows, write_windows
from report.page import Page
from store.examples import make_windows

TASKS = ("A", "B")
METHODS = ("deeplift", "lrp-epsilon")
WEIGHTS = "ab" * 32
Rebuild = Callable[[Inputs], Page]
LOGO = """<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt" viewBox="0 0 9 9">
<defs><clipPath id="clip"><rect width="9" height="9"/></clipPath></defs>
<g id="patch_1" clip-path="url(#clip)"><text>A</text></g></svg>"""


def write_run(folder: Path) -> list[Path]:
    """Write data.h5, model and the results of each task and method; return the latter."""
    data = example_data()
    write_windows(folder / "data.h5", data)
    digest = sha256(folder / "data.h5")
    (folder / "model").mkdir()
    write_card(example_card(digest), folder / "model")
    for task in TASKS:
        for method in METHODS:
            found = example_contributions(data, task, method, data_sha256=digest)
            write_result(folder / task / method, found, example_motifs(task, method))
    return [folder / task / method for task in TASKS for method in METHODS]


def write_result(folder: Path, found: Contributions, motifs: MotifSet) -> None:
    (folder / "motifs").mkdir(parents=True)
    write_contributions(folder / "contributions.h5", found)
    write_motif_set(folder / "motifs", motifs)


def example_data() -> Windows:
    options = {
        "genome": "yeast.fa", "regions": {"A": "a.bed", "B": "b.bed"}, "sequences": {},
        "blacklist": None, "negatives": "genome", "window": 40, "validation": ["chrII"],
        "test": 0.1, "seed": 1,
    }  # fmt: skip
    dropped = [Dropped("a.bed", 3 + i, f"chrI:{i}-{i + 40}", "past the end") for i in range(5)]
    return replace(
        make_windows(n=960),
        dropped=(*dropped, Dropped("b.bed", 9, "chrM:1-41", "more than 5 % N")),
        provenance={"options": options, "inputs": {"yeast.fa": "cd" * 32}, "version": "0.0"},
    )


def example_card(data_sha256: str) -> ModelCard:
    values = {"auroc": 0.8731, "auprc": 0.8125, "brier": 0.111, "calibration_error": 0.022}
    rival = {
        "baseline": "k-mers", "score": "auroc", "value": 0.7, "network": 0.8731, "low": 0.1,
        "high": 0.2, "does_as_well": False, "n_training": 96,
    }  # fmt: skip
    areas = {
        "n": 48, "n_positive": 12, "n_negative": 36, "values": values, "baselines": [rival]
    }  # fmt: skip
    curve = [
        {"epoch": i, "train_loss": 0.7 / i, "validation_loss": 0.8 / i, "validation_scores": {}}
        for i in (1, 2, 3)
    ]
    training = {
        "options": {"epochs": 3, "anchor": True, "seed": 1}, "data_sha256": data_sha256,
        "anchored": True, "reference": [0.3, 0.2, 0.2, 0.3], "curve": curve, "best_epoch": 2,
        "device": "cpu", "threads": 2,
    }  # fmt: skip
    return ModelCard.model_validate(
        {
            "schema": "motiflens/model/2",
            "architecture": "small-cnn",
            "input_length": 40,
            "tasks": list(TASKS),
            "n_parameters": 81346,
            "weights_sha256": WEIGHTS,
            "training": training,
            "metrics": {split: dict.fromkeys(TASKS, areas) for split in ("validation", "test")},
            "versions": {"torch": "2.13.0"},
        }
    )


def example_contributions(data: Windows, task: str, method: str, **hashes: str) -> Contributions:
    """Return random scores of the positives that add up: all of f, or of f less 0.5 (LRP)."""
    rows = data.positives(task)
    rng = np.random.default_rng(len(task + method))
    sequences = one_hot(data.window_codes()[rows])
    hypothetical = rng.normal(size=sequences.shape).astype(np.float32)
    projected = hypothetical * sequences
    lrp = method.startswith("lrp")
    absorbed = {"conv1/bias": np.full(len(rows), 0.5, np.float32)} if lrp else {}
    channels = {"conv1": rng.normal(size=(len(rows), 12)).astype(np.float32)} if lrp else {}
    layers = {label: relevance.sum(1) for label, relevance in channels.items()}
    error = rng.random(len(rows)).astype(np.float32)
    return Contributions(
        sequences=sequences.astype(np.int8),
        hypothetical=hypothetical,
        projected=projected,
        index=rows,
        chrom=data.chrom[rows],
        start=data.start[rows],
        end=data.end[rows],
        strand=data.strand[rows],
        name=data.name[rows],
        split=data.split[rows],
        prediction=projected.sum((1, 2)) + np.float32(0.5 * lrp),
        reference_prediction=np.zeros((len(rows), 1), np.float32),
        completeness_error=error[:, None] * np.float32(1e-6),
        absolute_error=error[:, None] * np.float32(1e-5),
        recomputed=np.zeros(len(rows), np.bool_),
        absorbed=absorbed,
        layers=layers,
        channels=channels,
        provenance=_provenance(task, method) | {"model_sha256": WEIGHTS} | hashes,
    )


def _provenance(task: str, method: str) -> dict[str, Any]:
    options = {"epsilon": 0.25} if method.startswith("lrp") else {}
    check = check_reference(-6.5, np.linspace(-8, 0, 50, dtype=np.float32), "negatives")
    return {
        "task": task, "method": method, "options": options,
        "settings": {"select": "positives", "target": "logit", "batch_size": 64},
        "reference": {"name": "background", "frequencies": [0.3, 0.2, 0.2, 0.3]},
        "reference_check": check.as_dict(), "device": "cpu", "dtype": "float32",
        "batch_size": 64, "threads": 1, "versions": {"motiflens": "0.0"},
    }  # fmt: skip


def example_motifs(task: str, method: str) -> MotifSet:
    motifs = (
        example_motif(f"{task}.{method}.pos.0", "positive", 612),
        example_motif(f"{task}.{method}.neg.0", "negative", 41),
    )
    return MotifSet(
        schema="motiflens/motifs/2", task=task, method=method, background=(0.3, 0.2, 0.2, 0.3),
        tried={"n_windows": 320, "max_seqlets": 20000, "fdr": 0.05, "min_seqlets": 20},
        message=None, motifs=motifs,
    )  # fmt: skip


def example_motif(name: str, sign: Any, n_seqlets: int) -> Motif:
    frequencies = np.full((5, 4), 0.05) + 0.8 * np.eye(4)[[3, 3, 0, 1, 2]]
    size = 0.4 if sign == "positive" else -0.2
    rows: Any = [tuple(row) for row in frequencies.tolist()]
    scores: Any = [tuple(row) for row in (size * frequencies).tolist()]
    return Motif(
        name=name, sign=sign, n_seqlets=n_seqlets, consensus="TTACG", probability=rows,
        contribution=scores, hypothetical=scores, trim=(0, 5),
        matches=(example_match("MA0363.1", 2.5e-6), example_match("MA0001.1", 0.31)),
    )  # fmt: skip


def example_match(id_: str, q_value: float) -> Match:
    return Match(
        id=id_, name=f"REB{id_[-3]}", q_value=q_value, p_value=q_value / 10, overlap=5, offset=1,
        strand="+", significant=q_value <= 0.05,
    )  # fmt: skip


def with_result(inputs: Inputs, position: int, **changes: Any) -> Inputs:
    """Return ``inputs`` with fields of one result changed."""
    results = list(inputs.results)
    results[position] = replace(results[position], **changes)
    return replace(inputs, results=tuple(results))


def without_motifs(result: Result, message: str) -> MotifSet:
    return result.motifs.model_copy(update={"motifs": (), "message": message})


def example_audit(data_sha256: str = "") -> Audit:
    """Return an audit that found everything that one can find."""
    lines = [Place("first", "net.py:12"), Place("second", "net.py:12")]
    product = Place("attend", "net.py:20", "y = q @ k  # [x]")
    rows = (
        _row("conv1d", ("Convolution",), 2, lines, deeplift="affine", lrp="layer rule"),
        _row(
            "layer_norm", ("Mean", "Add", "rsqrt", "Product"), 1, [Place("norm", "net.py:14")],
            deeplift="affine, add, secant", lrp="no rule",
        ),
        _row("matmul", ("MatrixProduct",), 1, [product], deeplift="product", lrp="no rule"),
    )  # fmt: skip
    lost = Imbalance(2, "MatrixProduct", product, 0.5, 0.25)
    balance = (Imbalance(0, "Convolution", lines[0], 1e-7, 1e-8), lost)
    broken = MethodAudit(
        name="deeplift", runs=True, adds_up=False, reference="background",
        verdict="does not add up: it misses 2.5e-01 of what it explains",
        completeness=Completeness(1e-7, 0.2, 0.25, 0.5, 1e-5, 3),
        balance=balance, breaks_at=lost,
    )  # fmt: skip
    reason = "LRP-epsilon has no rule for MatrixProduct"
    refused = MethodAudit(
        name="lrp-epsilon", runs=False, adds_up=None,
        verdict=f"refused because {reason} ({product}), and 1 more",
    )  # fmt: skip
    return Audit(
        sequences=64,
        precision="float32",
        operations=rows,
        refused=(Refused("lrp-epsilon", reason, product),),
        methods=(broken, refused),
        rules={"deeplift": {"affine": "Send A^T m.", "product": "Send m (b + b0) / 2 to a."}},
        references=(_compared("A"),),
        provenance={
            "model_sha256": WEIGHTS,
            "data_sha256": data_sha256,
            "tasks": ["A"],
            "threads": 1,
            "methods": {"deeplift": {}, "lrp-epsilon": {"epsilon": 0.25}},
            "settings": {"windows": 64, "references": ["background", "zeros"], "discover": False},
        },
    )


def _row(
    operator: str, kinds: tuple[str, ...], count: int, places: list[Place], **rules: str
) -> OperationRow:
    named = {"deeplift": rules["deeplift"], "lrp-epsilon": rules["lrp"]}
    return OperationRow(operator, kinds, count, tuple(places), named)


def _compared(task: str) -> ReferenceComparison:
    outputs = np.linspace(-8, 0, 50, dtype=np.float32)
    rows = (
        ComparedReference("background", check_reference(-6.5, outputs, "negatives"), 0.93, 3, 4),
        ComparedReference(
            "dinucleotide-shuffles", check_reference([1.0, 2.0], outputs, "negatives"), None, 4, 4
        ),
    )
    return ReferenceComparison(
        task=task, method="deeplift", standard="dinucleotide-shuffles", windows=64, rows=rows,
        recommendation="Use `background`: scores agree.",
    )  # fmt: skip
