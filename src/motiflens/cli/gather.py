"""``motiflens gather``: from the shards of an attribution to one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def gather(
    shards: Annotated[list[Path], typer.Argument(help="Parts, from `attribute`, in any order.")],
    output: Annotated[Path, typer.Option(help="Scores to write, HDF5.")],
) -> None:
    """Put the parts of an attribution together."""
    from motiflens.store.merging import merge_contributions

    merge_contributions(shards, output)
