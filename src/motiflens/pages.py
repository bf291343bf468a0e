"""Markdown made from the configuration schema and the table of methods."""

from __future__ import annotations

import json
from typing import Any

from motiflens.attribution.methods import METHODS
from motiflens.models.architectures import ARCHITECTURES

_INTRODUCTION = """\
<!-- Made by `make docs` from src/motiflens/config: edit the descriptions there. -->

# Configuration

`config.yaml` says what is computed and nothing of how: threads, memory, devices and cluster
settings stand in the [profiles](../workflow/profiles). It is checked before anything runs; a key
that is not on this page is an error. Paths are relative to the working directory, or absolute.
Names of data sets, models and classes are made of letters, digits and `_ . + -`; they become
folders below `results/`.

```sh
snakemake --cores 2                                   # the demo: config.yaml
snakemake --cores 2 --configfile my/config.yaml       # yours; it is read in place of the demo's
snakemake --cores 2 --config 'report={loci: 8}'       # one key changed
```

A file given by `--configfile` stands alone: nothing of the demo's `config.yaml` is mixed in.
"""

_SECTIONS = {
    "Prepare": "`datasets.NAME`",
    "Train": "`models.NAME.train`",
    "Import": "`models.NAME.import`",
    "Analysis": "`analyses`: a list, each with",
    "Audit": "`audit`",
    "Evaluate": "`evaluate`",
    "Attribute": "`attribute`",
    "Variants": "`variants`",
    "Discover": "`discover`",
    "Hits": "`hits`",
    "Effects": "`effects`",
    "Families": "`families`",
    "Draw": "`draw`",
    "Loci": "`loci`",
    "Export": "`export`",
    "Report": "`report`",
}
_HEAD = "| key | value | default | meaning |\n| --- | --- | --- | --- |\n"
_METHODS_BEGIN = "<!-- methods: begin (made by `make docs`) -->\n"
_METHODS_END = "<!-- methods: end -->\n"


def config_page(schema: dict[str, Any]) -> str:
    """Return ``config/README.md``: each section of the configuration as a table of its keys."""
    parts = [_INTRODUCTION]
    for definition, heading in _SECTIONS.items():
        section = schema["$defs"][definition]
        parts.append(f"## {heading}\n\n{section['description']}\n\n{_table(section)}")
    parts.append("## `methods`\n\nAttribution methods by name, each with its options.\n")
    for name, options in schema["properties"]["methods"]["properties"].items():
        row = METHODS[name]
        keys = _table(options) if options["properties"] else f"No options: `{name}: {{}}`.\n"
        parts.append(f"### `{name}`\n\n{row.title}. {row.summary} {row.citation}.\n\n{keys}")
    parts.append(f"## Architectures\n\n{_architectures()}")
    return "\n".join(parts)


def _architectures() -> str:
    rows = (
        f"| `{row.name}` | {row.summary} | {row.citation} |\n" for row in ARCHITECTURES.values()
    )
    return "| name | layers | source |\n| --- | --- | --- |\n" + "".join(rows)


def _table(section: dict[str, Any]) -> str:
    required = section.get("required", [])
    rows = (
        f"| `{key}` | {_values(part)} | {_default(part, key in required)} | {_meaning(part)} |\n"
        for key, part in section["properties"].items()
    )
    return _HEAD + "".join(rows)


def _values(part: dict[str, Any]) -> str:
    """Return what a key may hold, in words."""
    if "enum" in part:
        return ", ".join(f"`{value}`" for value in part["enum"])
    if "patternProperties" in part:
        return "name: string"
    types = part["type"] if isinstance(part["type"], list) else [part["type"]]
    words = [f"list of {_items(part)}" if kind == "array" else kind for kind in types]
    return " or ".join(words) + _bounds(part)


def _items(part: dict[str, Any]) -> str:
    items = part["items"]
    if "enum" in items:
        return ", ".join(f"`{value}`" for value in items["enum"])
    return f"{items['type']}s" if "type" in items else "rules"


def _bounds(part: dict[str, Any]) -> str:
    signs = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
    bounds = [f"{sign} {part[key]:g}" for key, sign in signs.items() if key in part]
    return "".join(f", {bound}" for bound in bounds)


def _default(part: dict[str, Any], required: bool) -> str:
    if required:
        return "(needed)"
    return f"`{json.dumps(part['default'])}`" if "default" in part else ""


def _meaning(part: dict[str, Any]) -> str:
    return str(part.get("description", "")).replace("|", "\\|")


def with_methods(readme: str) -> str:
    """Return the README with its table of methods made anew."""
    before, rest = readme.split(_METHODS_BEGIN)
    _, after = rest.split(_METHODS_END)
    return before + _METHODS_BEGIN + methods_table() + _METHODS_END + after


def methods_table() -> str:
    """Return the attribution methods as a table."""
    rows = (
        f"| `{row.name}` | {row.summary} | `{row.reference}` | {row.total} | {row.citation} |\n"
        for row in METHODS.values()
    )
    head = (
        "| method | what a score says | reference | scores add up to | source |\n"
        "| --- | --- | --- | --- | --- |\n"
    )
    return head + "".join(rows)
