"""Whatever goes wrong with a file that others wrote, said of that file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from motiflens.errors import ModelError, MotiflensError

_FIX = "copy or download the file again; docs/importing.md says what can be imported"


@contextmanager
def blamed_on(source: str, fix: str = _FIX) -> Iterator[None]:
    """Have every error of the block name the file ``source``, and say what to do.

    What a damaged or hostile file does to the readers of other packages is not foreseen one by
    one: whatever they raise means that the model cannot be read.

    Raises
    ------
    ModelError
        Where anything is raised that is not of motiflens' own.
    """
    try:
        yield
    except MotiflensError as error:
        if source not in (error.where or ""):
            error.where = f"{source}, {error.where}" if error.where else source
        error.fix = error.fix or fix
        raise
    except Exception as error:  # of other packages, and of any kind
        first = next(iter(str(error).strip().splitlines()), "")
        raise ModelError(
            f"the file is damaged, or holds what is not known here ({type(error).__name__}: "
            f"{first[:300]})",
            where=source,
            fix=fix,
        ) from error
