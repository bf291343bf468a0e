"""The table of bad inputs: text files of cases, each as a person meets it.

::

    == what is bad
    NAME = the text of a file, as Python writes it, or making.FUNCTION
    $ motiflens COMMAND
    the whole message, behind `motiflens: error: `
    exit STATUS
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bad_inputs import making

_CASE = re.compile(r"== (.+)\n((?:\S+ = .*\n)*)\$ motiflens (.+)\n((?:.*\n)+?)exit (\d)\n")


@dataclass(frozen=True)
class Case:
    """One of the cases; files by name, as text, bytes, or what makes them."""

    about: str
    files: Mapping[str, str | bytes | Callable[[Path], bytes]]
    command: str
    said: str
    status: int


def read_cases() -> list[Case]:
    """Return the cases of all tables beside this file."""
    texts = [path.read_text("utf-8") for path in sorted(Path(__file__).parent.glob("*.txt"))]
    return [_case(*found.groups()) for text in texts for found in _CASE.finditer(text)]


def _case(about: str, files: str, command: str, said: str, status: str) -> Case:
    pairs = (line.split(" = ", 1) for line in files.splitlines())
    contents = {name: _content(text) for name, text in pairs}
    return Case(about, contents, command, said.rstrip(), int(status))


def _content(text: str) -> str | bytes | Callable[[Path], bytes]:
    module, _, name = text.partition(".")
    if module == "making":
        found: Callable[[Path], bytes] = getattr(making, name)
        return found
    literal: str | bytes = ast.literal_eval(text)
    return literal
