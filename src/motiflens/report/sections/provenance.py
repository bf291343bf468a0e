"""Where everything in the report came from, and how to make it again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from motiflens._version import __version__
from motiflens.config import Discover
from motiflens.report.inputs import Inputs
from motiflens.report.result import Result


@dataclass(frozen=True)
class Facts:
    """A heading, and names with their values as text."""

    title: str
    items: Mapping[str, str]


@dataclass(frozen=True)
class ProvenanceView:
    """What the section shows."""

    facts: tuple[Facts, ...]
    commands: tuple[str, ...]


def provenance_view(inputs: Inputs) -> ProvenanceView:
    """Return what the section shows: all that the inputs say of themselves."""
    return ProvenanceView(
        facts=(
            Facts("Report", {"motiflens": __version__}),
            _data_facts(inputs),
            _model_facts(inputs),
            *(_result_facts(result) for task in inputs.tasks for result in inputs.of(task)),
        ),
        commands=tuple(_commands(inputs)),
    )


def command_line(command: str, options: Mapping[str, Any], **others: Any) -> str:
    """Return the line that runs ``command`` with ``options``, as a person would type it.

    Options that are None are left out; a mapping or a list becomes a repeated option.
    """
    words = ["motiflens", command]
    for name, value in (dict(options) | others).items():
        words += _words(name.replace("_", "-"), value)
    return shlex.join(words)


def _commands(inputs: Inputs) -> Iterator[str]:
    """Yield the steps in order; what each wrote stands in the working directory."""
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
            device=training.device,
            threads=training.threads,
            output="model",
        )
    for task in inputs.tasks:
        for result in inputs.of(task):
            yield from _result_commands(result)


def _result_commands(result: Result) -> Iterator[str]:
    provenance, tried = result.provenance, result.motifs.tried
    folder = f"{result.task}/{result.method.name}"
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
        {name: tried[name] for name in Discover.model_fields if name in tried},
        contributions=f"{folder}/contributions.h5",
        output=f"{folder}/motifs",
    )
    yield command_line("logos", {}, motifs=f"{folder}/motifs", output=f"{folder}/logos")


def _data_facts(inputs: Inputs) -> Facts:
    return Facts("Data", {"SHA-256": inputs.data_sha256} | flat(inputs.data.provenance))


def _model_facts(inputs: Inputs) -> Facts:
    card = inputs.card
    facts = {"SHA-256 of the weights": card.weights_sha256} | flat({"versions": card.versions})
    if card.training is not None:
        facts |= flat(card.training.model_dump(exclude={"curve"}))
    return Facts("Model", facts)


def _result_facts(result: Result) -> Facts:
    known_already = ("task", "method", "reference_check")
    facts = {key: value for key, value in result.provenance.items() if key not in known_already}
    return Facts(
        result.title,
        flat(facts) | flat({"motifs": result.motifs.tried}),
    )


def flat(values: Mapping[str, Any], above: str = "") -> dict[str, str]:
    """Return nested mappings as one, its keys joined by dots and its values as text."""
    items: dict[str, str] = {}
    for key, value in values.items():
        name = f"{above}{key}"
        if isinstance(value, Mapping):
            items |= flat(value, f"{name}.")
        elif isinstance(value, list | tuple):
            items[name] = ", ".join(str(item) for item in value)
        else:
            items[name] = "not given" if value is None else str(value)
    return items


def _words(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, bool):
        yield f"--{name}" if value else f"--no-{name}"
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from (f"--{name}", f"{key}={item}")
    elif isinstance(value, list | tuple):
        for item in value:
            yield from (f"--{name}", str(item))
    elif value is not None:
        yield from (f"--{name}", str(value))
