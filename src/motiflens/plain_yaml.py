"""YAML as data, with one kind of error for all that can be wrong with it."""

from __future__ import annotations

from typing import Any

import yaml


def plain_yaml(text: str) -> Any:
    """Return what a text of YAML says: numbers, words, lists and mappings of them.

    Raises
    ------
    ValueError
        Where it is no YAML, names what is no number or date (``2001-99-99``), or is nested too
        deeply to be read.
    """
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
