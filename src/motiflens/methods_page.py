"""``docs/methods.md``, made from the tables of methods and references."""

from __future__ import annotations

from typing import Any

from motiflens.attribution.methods import METHODS, Method
from motiflens.attribution.references import REFERENCES

_HEAD = """\
<!-- Made by `make docs` from src/motiflens/attribution: edit the tables and docstrings there. -->

# Methods and references

[attribution.md](attribution.md) explains what the methods compute and what to make of a result,
[coverage.md](coverage.md) lists the operations that each has a rule for.
"""


def methods_page() -> str:
    """Return the page as Markdown."""
    return "\n".join([_HEAD, *map(_method, METHODS.values()), _references()])


def _method(row: Method) -> str:
    facts = [
        f"Source: {row.citation}.",
        f"Reference where none is given: `{row.reference}`.",
        "Adds up on every model that it accepts."
        if row.complete
        else "Does not add up in general.",
        "Hypothetical scores: yes." if row.hypothetical else "Hypothetical scores: no.",
    ]
    options = "".join(
        f"| `{name}` | `{_default(field.default)}` | {field.description} |\n"
        for name, field in row.options.model_fields.items()
    )
    if options:
        options = f"\n| option | default | meaning |\n| --- | --- | --- |\n{options}"
    return f"## `{row.name}`: {row.title}\n\n{row.summary} {' '.join(facts)}\n{options}"


def _references() -> str:
    rows = "".join(
        f"| `{row.name}` | {row.summary} | {'yes' if row.dna else 'no'} | "
        f"{'several' if row.several else 'one'} | {'yes' if row.needs_pool else 'no'} |\n"
        for row in REFERENCES.values()
    )
    return (
        "## References\n\nOne of these names, four frequencies of A, C, G and T, or a tensor. "
        "Scores against several references are averaged.\n\n"
        "| name | what it is | DNA | of a sequence | needs a pool |\n"
        f"| --- | --- | --- | --- | --- |\n{rows}"
    )


def _default(value: Any) -> str:
    """Return a default as text, a composite as the names of its rules."""
    return ", ".join(rule.rule for rule in value) if isinstance(value, tuple) else str(value)
