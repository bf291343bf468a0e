"""Results in JSON, each of a schema of its own: equal ones are equal bytes.

The last key of each is the SHA-256 of all before it, so that a damaged file is not read as if it
were whole: a digit that differs is JSON too.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from motiflens.errors import StoreError
from motiflens.files import atomic_path

T = TypeVar("T")

_DIGEST = re.compile(rb',\n "sha256": "([0-9a-f]{64})"\n}\n\Z')


def write_json(path: str | os.PathLike[str], form: TypeAdapter[T], value: T) -> None:
    """Write a value as JSON that `read_json` reads."""
    body = form.dump_json(value, by_alias=True, indent=1).removesuffix(b"\n}")
    digest = hashlib.sha256(body).hexdigest().encode()
    with atomic_path(path) as temporary:
        temporary.write_bytes(body + b',\n "sha256": "' + digest + b'"\n}\n')


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
    again = f"remove it and run again, or make it again with `motiflens {command}`"
    try:
        content = Path(path).read_bytes()
        body = _body(content, str(path))
        value = form.validate_json(content if body is None else body)
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
            fix=again,
        ) from None
    if body is None:
        raise StoreError(
            "the file does not end in its SHA-256: it was written or changed by another program",
            where=str(path),
            fix=again,
        )
    return value


def _body(content: bytes, where: str) -> bytes | None:
    """Return what was written, without its digest, which must be that of it; None without one."""
    digest = _DIGEST.search(content)
    if digest is None:
        return None
    body = content[: digest.start()]
    if hashlib.sha256(body).hexdigest().encode() != digest[1]:
        raise StoreError(
            "the file is damaged, or was changed since it was written: its SHA-256 is another",
            where=where,
            fix="remove it and run again: it is made anew",
        )
    return body + b"\n}\n"
