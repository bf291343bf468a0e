"""Results in JSON, each of a schema of its own: equal ones are equal bytes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from motiflens.errors import StoreError
from motiflens.files import atomic_path

T = TypeVar("T")


def write_json(path: str | os.PathLike[str], form: TypeAdapter[T], value: T) -> None:
    """Write a value as JSON that `read_json` reads."""
    with atomic_path(path) as temporary:
        temporary.write_bytes(form.dump_json(value, by_alias=True, indent=1) + b"\n")


def read_json(
    path: str | os.PathLike[str], form: TypeAdapter[T], what: str, command: str, count: int = 1
) -> T:
    """Read a value.

    Parameters
    ----------
    path
        The file.
    form
        What it must hold.
    what
        The same in a word, for errors: ``audit``.
    command
        What writes such files: ``motiflens COMMAND``.
    count
        Whether the word stands for one thing or for several.

    Raises
    ------
    StoreError
        Where the file is missing, damaged, or of another version.
    """
    try:
        return form.validate_json(Path(path).read_bytes())
    except OSError as error:
        raise StoreError(
            f"there {'is' if count == 1 else 'are'} no {what} to read ({error.strerror})",
            where=str(path),
            fix=f"give what `motiflens {command}` wrote",
        ) from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        why = f"{key}: {first['msg']}" if key else first["msg"]
        raise StoreError(
            f"the file holds no {what} of this version ({why})",
            where=str(path),
            fix=f"make it again with `motiflens {command}`",
        ) from None
