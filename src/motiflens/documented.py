"""Fields of records as their classes document them: names, types in words, and meanings."""

from __future__ import annotations

import dataclasses
import inspect
import types
import typing
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

_PLAIN = {str: "text", int: "integer", float: "number", bool: "true or false", type(None): "null"}


@dataclasses.dataclass(frozen=True)
class Field:
    """A field or a column.

    Attributes
    ----------
    name
        As in the file.
    kind
        What it holds, in words.
    meaning
        As the class says.
    """

    name: str
    kind: str
    meaning: str


def summary(record: type) -> str:
    """Return the first paragraph of a class' docstring, in one line."""
    first = inspect.cleandoc(record.__doc__ or "").split("\n\n")[0]
    return " ".join(first.split()).replace("``", "`")


def fields(record: type) -> Iterator[Field]:
    """Yield the fields of a pydantic model or of a dataclass, in their order."""
    meanings = attributes(record)
    for name, (attribute, annotation) in _annotated(record).items():
        yield Field(name, words(annotation), meanings.get(attribute, ""))


def attributes(record: type) -> dict[str, str]:
    """Return what the section "Attributes" of a numpy docstring says of each name."""
    _, _, section = inspect.cleandoc(record.__doc__ or "").partition("Attributes\n----------\n")
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for line in section.splitlines():
        if line.startswith(" "):
            for name in names:
                found[name].append(line.strip())
        elif line:
            names = [name.strip() for name in line.split(",")]
            found |= {name: [] for name in names}
    return {name: " ".join(lines).replace("``", "`") for name, lines in found.items()}


def words(annotation: Any) -> str:
    """Return a type in words: ``list of numbers`` for ``tuple[float, ...]``."""
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in inside)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(words(part) for part in inside)
    if origin is tuple:
        if inside[-1] is Ellipsis:
            return f"list of {_several(inside[0])}"
        return f"{len(inside)} {_several(inside[0])}"
    if origin is list:
        return f"list of {_several(inside[0])}"
    if origin is dict:
        return f"{_several(inside[1])} by name"
    return _PLAIN.get(annotation, f"`{getattr(annotation, '__name__', annotation)}`")


def _several(annotation: Any) -> str:
    """Return the plural of a type in words."""
    if annotation in (str, int, float):
        return f"{_PLAIN[annotation]}s"
    if get_origin(annotation) in (tuple, list):
        return f"lists of {words(annotation).removeprefix('list of ')}"
    return words(annotation)


def _annotated(record: Any) -> dict[str, tuple[str, Any]]:
    """Return attribute and type of each field by its name in the file."""
    if issubclass(record, BaseModel):
        return {
            field.alias or name: (name.rstrip("_"), field.annotation)
            for name, field in record.model_fields.items()
        }
    hints = typing.get_type_hints(record)
    return {field.name: (field.name, hints[field.name]) for field in dataclasses.fields(record)}
