"""Options of commands, taken from the fields of the configuration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from motiflens.config.validating import method_options
from motiflens.errors import ConfigError
from motiflens.plain_yaml import plain_yaml

Device = Annotated[
    str,
    typer.Option(
        help="cpu, cuda, cuda:N, cuda:free (a GPU that no other of your jobs holds; cuda:free/2: "
        "that at most one other does), or auto."
    ),
]
"""Where to compute, as `motiflens.models.device.resolve_device` reads it."""

_FRACTION = re.compile(r"0|0?\.\d+")


def option(section: type[BaseModel], field: str, **settings: Any) -> Any:
    """Return the `typer.Option` of a field: its description as help; ``settings`` are typer's."""
    return typer.Option(help=section.model_fields[field].description, **settings)


def default(section: type[BaseModel], field: str) -> Any:
    """Return the default of a field."""
    return section.model_fields[field].get_default(call_default_factory=True)


def given(**values: Any) -> dict[str, Any]:
    """Return those values that are not None: the others keep the section's default."""
    return {name: value for name, value in values.items() if value is not None}


def mapping(values: Sequence[str] | None, name: str) -> dict[str, str] | None:
    """Return a repeated option ``NAME=VALUE`` as a dictionary.

    Raises
    ------
    ConfigError
        Where there is no ``=``, or a name comes twice.
    """
    if not values:
        return None
    pairs: dict[str, str] = {}
    for value in values:
        key, equals, rest = value.partition("=")
        if not (key and equals and rest):
            raise ConfigError(
                f"{value!r} is not of the form NAME=VALUE", where=name, fix=f"write {name} NAME=..."
            )
        if key in pairs:
            raise ConfigError(
                f"the name {key!r} is given twice", where=name, fix="give each name once"
            )
        pairs[key] = rest
    return pairs


def chosen_methods(
    names: Sequence[str], options: Sequence[str] | None
) -> dict[str, dict[str, str]]:
    """Return methods with their options, given as METHOD.NAME=VALUE; all of it must exist.

    Raises
    ------
    ConfigError
        Where there is no such method or option, or an option is of a method that is not chosen.
    """
    methods: dict[str, dict[str, str]] = {name: {} for name in names}
    for key, value in (mapping(options, "--option") or {}).items():
        name, _, own = key.partition(".")
        if name not in methods:
            raise ConfigError(
                f"{key!r} is no option of a method that is looked at",
                where="--option",
                fix="write --option lrp-epsilon.epsilon=0.1",
            )
        methods[name][own] = value
    for name, chosen in methods.items():
        method_options(name, chosen)
    return methods


def plain_values(pairs: Sequence[str] | None, name: str) -> dict[str, Any] | None:
    """Return a repeated option ``NAME=VALUE``, its values read as in a configuration file.

    Raises
    ------
    ConfigError
        As `mapping`, and where a value cannot be read.
    """
    named = mapping(pairs, name)
    if named is None:
        return None
    values = {}
    for key, text in named.items():
        try:
            values[key] = plain_yaml(text)
        except ValueError:
            raise ConfigError(
                f"{text!r} is no value",
                where=f"{name} {key}",
                fix="write a value as in a configuration file: a number, a word, [a, list]",
            ) from None
    return values


def reference_of(values: list[str] | None) -> str | list[float] | None:
    """Return a name, or four frequencies from an option that was repeated."""
    if not values:
        return None
    if len(values) == 1:
        return values[0]
    try:
        return [float(value) for value in values]
    except ValueError:
        raise ConfigError(
            f"the reference {' '.join(values)} is neither a name nor four frequencies",
            where="--reference",
            fix="write --reference background, or --reference 0.3 --reference 0.2 --reference 0.2 "
            "--reference 0.3",
        ) from None


def held_out(values: Sequence[str] | None) -> list[str] | float | None:
    """Return a repeated option as a list of chromosomes, or as a fraction if it is one number.

    A number is a fraction where it is less than 1 (``0.1``); ``1`` or ``12`` are chromosomes.
    """
    if not values:
        return None
    if len(values) == 1 and _FRACTION.fullmatch(values[0]):
        return float(values[0])
    return list(values)
