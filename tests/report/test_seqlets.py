from __future__ import annotations

import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest

from motiflens.errors import StoreError
from motiflens.report.seqlets import read_seqlets
from report.made_up import MadeUp


@pytest.fixture
def folder(made_up: MadeUp, tmp_path: Path) -> Path:
    """Return a copy of the motifs' folder that a test may spoil."""
    return Path(shutil.copytree(made_up.results[0] / "motifs", tmp_path / "motifs"))


def test_seqlets_are_those_of_the_file_the_strongest_first(made_up: MadeUp, folder: Path) -> None:
    motif = made_up.inputs().results[0].motifs.motifs[1]
    found = read_seqlets(folder, motif)
    assert found is not None
    with h5py.File(folder / "modisco.h5") as file:
        group = file["pos_patterns/pattern_1/seqlets"]
        sequence, scores = group["sequence"][:], group["contrib_scores"][:]
        middles = (group["start"][:] + group["end"][:]) / 2
    size = np.abs(scores[:, motif.trim[0] : motif.trim[1]].sum(axis=(1, 2)))
    order = sorted(range(len(size)), key=lambda row: -size[row])
    assert (found.codes == sequence.argmax(axis=2)[order]).all()
    assert (found.middles == middles[order]).all()


def test_an_unknown_base_is_none_of_the_four(made_up: MadeUp, folder: Path) -> None:
    motif = made_up.inputs().results[0].motifs.motifs[0]
    with h5py.File(folder / "modisco.h5", "a") as file:
        file["pos_patterns/pattern_0/seqlets/sequence"][:, 3] = 0.25
    found = read_seqlets(folder, motif)
    assert found is not None
    assert (found.codes[:, 3] == 4).all()
    assert (np.delete(found.codes, 3, axis=1) < 4).all()


def test_seqlets_that_were_not_kept_are_none(made_up: MadeUp, folder: Path) -> None:
    motif = made_up.inputs().results[0].motifs.motifs[0]
    other = motif.model_copy(update={"name": "Reb1.deeplift.pos.99"})
    assert read_seqlets(folder, other) is None
    (folder / "modisco.h5").unlink()
    assert read_seqlets(folder, motif) is None


def test_seqlets_of_another_motif_are_refused(made_up: MadeUp, folder: Path) -> None:
    motif = made_up.inputs().results[0].motifs.motifs[0]
    shorter = motif.model_copy(update={"probability": motif.probability[:-1]})
    with pytest.raises(StoreError, match="their lengths differ"):
        read_seqlets(folder, shorter)


def test_a_damaged_file_is_named(made_up: MadeUp, folder: Path) -> None:
    (folder / "modisco.h5").write_bytes(b"no HDF5")
    with pytest.raises(StoreError, match="cannot be read") as caught:
        read_seqlets(folder, made_up.inputs().results[0].motifs.motifs[0])
    assert caught.value.where == str(folder / "modisco.h5")
