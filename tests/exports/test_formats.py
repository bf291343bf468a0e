"""The table of export formats, and the directory that they are written into."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from exports.conftest import World
from motiflens.config.export import ExportName
from motiflens.exports.formats import EXPORT_FORMATS, ExportFormat
from motiflens.exports.write import export
from motiflens.named import named


def test_options_are_the_rows_of_the_table() -> None:
    assert get_args(ExportName) == tuple(EXPORT_FORMATS)


@pytest.mark.parametrize("row", EXPORT_FORMATS.values(), ids=lambda row: row.name)
def test_each_format_writes_its_files(world: World, tmp_path: Path, row: ExportFormat) -> None:
    named(row.writer)(world.source, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(row.files)


def test_no_two_formats_write_one_file(world: World, tmp_path: Path) -> None:
    export(tmp_path, world.source, [*EXPORT_FORMATS, "meme"])
    files = [name for row in EXPORT_FORMATS.values() for name in row.files]
    assert len(files) == len(set(files))
    assert {path.name for path in tmp_path.iterdir()} == set(files)
