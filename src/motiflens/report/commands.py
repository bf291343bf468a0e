"""The command lines that make what a report shows, from what the inputs say of themselves."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from motiflens.attribution.audit_record import Audit
from motiflens.config import Discover, Effects, Hits
from motiflens.evaluation.record import Evaluation
from motiflens.report.inputs import Inputs
from motiflens.report.result import Result


def commands(inputs: Inputs) -> Iterator[str]:
    """Yield the line of each step in order; all read and write in the working directory."""
    yield command_line(
        "prepare",
        inputs.data.provenance["options"],
        output="data.h5",
        dropped="dropped.tsv",
    )
    training = inputs.card.training
    if training is not None:
        yield command_line(
            "train",
            training.options,
            data="data.h5",
            fold=training.fold or None,
            bias=None if training.bias_sha256 is None else "bias",
            device=training.device,
            devices=training.devices if training.devices > 1 else None,
            threads=training.threads,
            output="model",
        )
    if inputs.audit is not None:
        yield _audit_command(inputs.audit)
    for result in inputs.results:
        yield from _result_commands(result)
    for evaluation in inputs.evaluations:
        yield _evaluation_command(evaluation)
    if inputs.families is not None:
        yield command_line(
            "families",
            {"alike": inputs.families.alike},
            results=[_folder(result) for result in inputs.results],
            output="families.json",
        )
    yield command_line(
        "report",
        {},
        data="data.h5",
        model="model",
        results=[_folder(result) for result in inputs.results],
        audit=None if inputs.audit is None else "audit.json",
        evaluation=[f"{one.task}/evaluation.json" for one in inputs.evaluations],
        families=None if inputs.families is None else "families.json",
        output="report.html",
    )


def command_line(command: str, options: Mapping[str, Any], **others: Any) -> str:
    """Return the line that runs ``command`` (and its argument) with ``options``.

    Options that are None are left out; a mapping or a list becomes a repeated option.
    """
    words = ["motiflens", *command.split()]
    for name, value in (dict(options) | others).items():
        words += _words(name.replace("_", "-"), value)
    return shlex.join(words)


def _audit_command(audit: Audit) -> str:
    provenance = audit.provenance
    return command_line(
        "audit model",
        provenance["settings"],
        data="data.h5" if "data_sha256" in provenance else None,
        task=provenance["tasks"],
        method=list(provenance["methods"]),
        option=_options(provenance["methods"]),
        threads=provenance["threads"],
        output="audit.json",
    )


def _evaluation_command(evaluation: Evaluation) -> str:
    provenance = evaluation.provenance
    return command_line(
        "evaluate model",
        provenance["settings"],
        data="data.h5",
        task=evaluation.task,
        method=list(provenance["methods"]),
        option=_options(provenance["methods"]),
        threads=provenance["threads"],
        output=f"{evaluation.task}/evaluation.json",
    )


def _result_commands(result: Result) -> Iterator[str]:
    provenance, tried = result.provenance, result.motifs.tried
    folder = _folder(result)
    yield command_line(
        "attribute",
        provenance["settings"],
        option=provenance["options"],
        data="data.h5",
        model="model",
        task=result.task,
        method=result.method.name,
        threads=provenance["threads"],
        output=f"{folder}/contributions.h5",
    )
    yield command_line(
        "discover",
        _fields(Discover, tried) | ({"seqlets": "recursive"} if _recursive(result) else {}),
        contributions=f"{folder}/contributions.h5",
        output=f"{folder}/motifs",
    )
    yield command_line("logos", {}, motifs=f"{folder}/motifs", output=f"{folder}/logos")
    hits, effects = result.beside.hits, result.beside.effects
    if hits is not None:
        yield command_line(
            "hits",
            _fields(Hits, hits.options),
            contributions=f"{folder}/contributions.h5",
            motifs=f"{folder}/motifs",
            output=f"{folder}/hits",
        )
    if effects is not None:
        yield command_line(
            "effects model",
            _fields(Effects, effects.options),
            data="data.h5",
            results=folder,
            output=f"{folder}/effects.json",
        )


def _recursive(result: Result) -> bool:
    return bool(result.motifs.tried.get("recursive_seqlets"))


def _fields(section: type[BaseModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those values that are options of a section."""
    return {name: values[name] for name in section.model_fields if name in values}


def _options(methods: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return options of several methods by METHOD.NAME."""
    return {
        f"{method}.{name}": value for method, own in methods.items() for name, value in own.items()
    }


def _folder(result: Result) -> str:
    return f"{result.task}/{result.method.name}"


def _words(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, bool):
        yield f"--{name}" if value else f"--no-{name}"
    elif isinstance(value, Mapping):
        for key, item in value.items():
            text = json.dumps(item) if isinstance(item, list | dict | tuple) else item
            yield from (f"--{name}", f"{key}={text}")
    elif isinstance(value, list | tuple):
        for item in value:
            yield from (f"--{name}", str(item))
    elif value is not None:
        yield from (f"--{name}", str(value))
