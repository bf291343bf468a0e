"""The file of motifs, written and read."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from motiflens.errors import StoreError
from motiflens.motifs.motif import MotifSet, read_motifs, write_motif_set
from motifs.test_matching import motif


@pytest.fixture
def motifs() -> MotifSet:
    return MotifSet(
        task="A",
        method="x",
        background=(0.3, 0.2, 0.2, 0.3),
        tried={"n_windows": 3, "fdr": 0.05},
        message=None,
        motifs=(motif("TTACCCG", flank=2),),
    )


def test_what_is_read_is_what_was_written(tmp_path: Path, motifs: MotifSet) -> None:
    write_motif_set(tmp_path, motifs)
    assert read_motifs(tmp_path) == motifs
    assert json.loads((tmp_path / "motifs.json").read_text())["schema"] == "motiflens/motifs/2"


def test_the_drawn_part_is_cut_from_any_matrix(motifs: MotifSet) -> None:
    (found,) = motifs.motifs
    assert found.drawn("contribution").shape == (7, 4)
    np.testing.assert_array_equal(found.drawn("probability"), np.array(found.probability)[2:9])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{", "no motifs of this version"),
        ("", "no motifs of this version"),
        ('{"schema": "motiflens/motifs/1"}', "schema"),
    ],
)
def test_a_damaged_or_foreign_file_is_refused(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "motifs.json").write_text(text)
    with pytest.raises(StoreError, match=what) as caught:
        read_motifs(tmp_path)
    assert "motifs.json" in str(caught.value)


def test_a_directory_without_motifs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="No such file"):
        read_motifs(tmp_path / "none")
