"""``docs/methods.md``, made from the table of methods, their rules and the operators known."""

from __future__ import annotations

import inspect

from motiflens.attribution import operations
from motiflens.attribution.aten import BUILDERS
from motiflens.attribution.explainer import load_rules
from motiflens.attribution.formulas import FORMULAS
from motiflens.attribution.methods import METHODS, Method
from motiflens.attribution.references import REFERENCES

_HEAD = """\
<!-- Made by `make docs` from src/motiflens/attribution: edit the tables and docstrings there. -->

# Methods, references and operations

[attribution.md](attribution.md) explains what the methods compute and what to make of a result.
"""


def methods_page() -> str:
    """Return the page as Markdown."""
    return "\n".join([_HEAD, *map(_method, METHODS.values()), _references(), _operations()])


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
        f"| `{name}` | `{field.default}` | {field.description} |\n"
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


def _operations() -> str:
    """Return which operation has a rule in which method, and PyTorch's names for them."""
    kinds = [getattr(operations, name) for name in operations.__all__]
    rules = {
        name: load_rules(row.rules)(row.options.model_validate({})) for name, row in METHODS.items()
    }
    rows = "".join(
        f"| {kind.__name__} | {_first_line(kind)} | "
        + " | ".join("yes" if rules[name].rule(kind) else "no" for name in METHODS)
        + " |\n"
        for kind in kinds
        if not inspect.isabstract(kind)
    )
    names = sorted({str(operator).split(".")[1] for operator in BUILDERS})
    composed = sorted({str(operator).split(".")[1] for operator in FORMULAS})
    columns = " | ".join(f"`{name}`" for name in METHODS)
    return (
        "## Operations\n\nA model may hold these; any other is refused by name, with its line.\n\n"
        f"| operation | what it is | {columns} |\n| --- | --- |{' --- |' * len(METHODS)}\n{rows}\n"
        f"PyTorch's operators that become them: {', '.join(f'`{name}`' for name in names)}.\n\n"
        f"By composition of these: {', '.join(f'`{name}`' for name in composed)}.\n"
    )


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").splitlines()[0].replace("|", "\\|")
