"""Where everything in the report came from, and how to make it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motiflens._version import __version__
from motiflens.report.commands import commands
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
            *(_result_facts(result) for result in inputs.results),
        ),
        commands=tuple(commands(inputs)),
    )


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
