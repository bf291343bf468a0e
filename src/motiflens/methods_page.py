"""``docs/methods.md``, made from the tables of methods and references."""

from __future__ import annotations

from typing import Any

from motiflens.attribution.methods import METHODS, NEEDS, Criteria, Method
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
        f"The scores add up to {row.total}.",
        f"Hypothetical scores: {_yes(row.hypothetical)}.",
        f"The same for any two models that compute the same: {_yes(row.invariant)}.",
        f"Needs {NEEDS[row.needs]}.",
        _criteria(row.criteria),
        f"**{row.caution}**" if row.caution else "",
    ]
    options = "".join(
        f"| `{name}` | `{_default(field.default)}` | {field.description} |\n"
        for name, field in row.options.model_fields.items()
    )
    if options:
        options = f"\n| option | default | meaning |\n| --- | --- | --- |\n{options}"
    text = " ".join([row.summary, *filter(None, facts)])
    return f"## `{row.name}`: {row.title}\n\n{text}\n{options}"


def _criteria(found: Criteria) -> str:
    """Return the verdicts of the three criteria, and what they rest on."""
    verdicts = ", ".join(
        f"{name} {'not known' if verdict is None else _yes(verdict)}"
        for name, verdict in (
            ("coverage", found.coverage),
            ("locality", found.locality),
            ("distribution", found.distribution),
        )
    )
    return f"[Criteria](criteria.md): {verdicts} ({found.why})."


def _yes(value: bool) -> str:
    return "yes" if value else "no"


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
