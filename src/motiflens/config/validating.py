"""From plain values to sections, with what is wrong in words."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from motiflens.attribution.methods import METHODS
from motiflens.errors import ConfigError

S = TypeVar("S", bound=BaseModel)


def validate(model: type[S], values: dict[str, Any], *, where: str) -> S:
    """Build ``model`` from ``values``; what does not fit is said in one `ConfigError`."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise ConfigError(
            _sentence(model, error),
            where=where,
            fix="config/README.md lists all keys and options, and what they take",
        ) from None


def _sentence(model: type[BaseModel], error: ValidationError) -> str:
    parts = []
    for problem in error.errors():
        key = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            nested = len(problem["loc"]) > 1
            known = "" if nested else f" (known here: {', '.join(model.model_fields) or 'none'})"
            parts.append(f"{key}: there is no such key{known}")
        elif problem["type"] == "string_pattern_mismatch" and problem["loc"][-1] == "[key]":
            parts.append(
                f"{key.removesuffix('.[key]')}: names are made of letters, digits, _ . + -"
            )
        else:
            message = problem["msg"].removeprefix("Value error, ")
            parts.append(f"{key}: {message}" if key else message)
    return "; ".join(parts)


def method_options(name: str, options: dict[str, Any]) -> BaseModel:
    """Return the validated options of the method ``name``.

    Raises
    ------
    ConfigError
        Where there is no such method, or it has no such option.
    """
    if name not in METHODS:
        raise ConfigError(
            f"there is no attribution method named {name!r}",
            fix=f"choose one of {', '.join(METHODS)}",
            where="method",
        )
    return validate(METHODS[name].options, options, where=f"options of {name}")
