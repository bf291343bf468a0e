"""The JSON schema of ``config.yaml``, made from `motiflens.config.Config`.

The workflow reads the schema rather than the classes, so that a Snakefile imports nothing heavy.
``python -m motiflens.schema``, run in the root of a checkout, writes it again together with the
pages that are made from it (`motiflens.pages`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from motiflens import pages
from motiflens.attribution.methods import METHODS
from motiflens.config import Config
from motiflens.coverage_page import coverage_page
from motiflens.criteria_page import criteria_page
from motiflens.formats_page import formats_page
from motiflens.methods_page import methods_page
from motiflens.models.architectures import ARCHITECTURES
from motiflens.models_page import models_page

SCHEMA_PATH = Path("workflow/schemas/config.schema.json")
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def config_schema() -> dict[str, Any]:
    """Return the schema of the whole configuration.

    An unknown key is an error on every level, and a missing one with a default gets it from the
    schema, also where the whole section around it is missing.
    """
    schema: dict[str, Any] = _plain(Config.model_json_schema())
    properties = schema["properties"]
    for section in properties.values():
        if "$ref" in section and "default" in section:
            section["default"] = {}
    methods = {name: _plain(row.options.model_json_schema()) for name, row in METHODS.items()}
    for options in methods.values():
        schema["$defs"] |= _without_defaults(options.pop("$defs", {}))
    # What is left out of a list of variants is filled in by none of them.
    del methods["lrp"]["properties"]["rules"]["default"]
    properties["methods"] |= {"properties": methods, "additionalProperties": False}
    for origin in ("Train", "Import"):
        architecture = schema["$defs"][origin]["properties"]["architecture"]
        architecture["pattern"] = f"^({'|'.join(ARCHITECTURES)})$|:"  # or module:Class
    return {"$schema": _DIALECT, "title": "Configuration of motiflens"} | schema


def _without_defaults(node: Any) -> Any:
    """Return variants of a thing without defaults, which whoever checks them would mix up."""
    if isinstance(node, list):
        return [_without_defaults(item) for item in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _without_defaults(part) for key, part in node.items() if key != "default"}
    # What tells variants apart must be there.
    return plain | ({"required": ["rule"]} if "rule" in plain.get("properties", {}) else {})


def _plain(node: Any) -> Any:
    """Return a part of pydantic's schema without titles, nulls and unions.

    A union's message is "not valid under any of the given schemas". All unions here are of
    different types, and their keywords hold for one type each, so that one schema says the same.
    """
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    plain = {
        key: {name: _plain(value) for name, value in part.items()}
        if key in ("properties", "patternProperties", "$defs")
        else _plain(part)
        for key, part in node.items()
        if key not in ("title", "anyOf") and not (key == "default" and part is None)
    }
    if "patternProperties" in plain:
        plain["additionalProperties"] = False
    return plain | _merged([_plain(choice) for choice in node.get("anyOf", [])])


def _merged(choices: list[dict[str, Any]]) -> dict[str, Any]:
    choices = [choice for choice in choices if choice.get("type") != "null"]
    merged = {key: value for choice in choices for key, value in choice.items()}
    if len(choices) > 1:
        merged["type"] = [choice["type"] for choice in choices]
    return merged


def generated(root: Path) -> dict[Path, Callable[[], str]]:
    """Return what makes the text of each generated file of the checkout at ``root``."""
    readme = root / "README.md"
    return {
        root / SCHEMA_PATH: lambda: (
            json.dumps(config_schema(), indent=2, ensure_ascii=False) + "\n"
        ),
        root / "config/README.md": lambda: pages.config_page(config_schema()),
        root / "docs/methods.md": methods_page,
        root / "docs/coverage.md": coverage_page,
        root / "docs/criteria.md": criteria_page,
        root / "docs/models.md": models_page,
        root / "docs/formats.md": formats_page,
        readme: lambda: pages.with_methods(readme.read_text(encoding="utf-8")),
    }


if __name__ == "__main__":
    for path, text in generated(Path.cwd()).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(), encoding="utf-8")
