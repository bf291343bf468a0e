"""Files for TF-MoDISco, read as modisco-lite's command line reads them."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest
from modiscolite.cli import _load_input, _read_npz_member

from exports.conftest import World, overlapping
from motiflens.errors import InputError
from motiflens.exports import modisco, npz
from motiflens.exports.source import Source
from motiflens.store.contributions import write_contributions


def test_npz_files_hold_sequences_and_hypothetical_scores(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(npz, "ROWS", 4)
    modisco.npz(world.source, tmp_path)
    for name, expected in (
        ("sequences", world.scores.sequences), ("hypothetical", world.scores.hypothetical)
    ):  # fmt: skip
        path = tmp_path / f"{name}.npz"
        assert _read_npz_member(path, "arr_0") is not None
        for found in (_load_input(path), np.load(path)["arr_0"]):
            assert found.dtype == expected.dtype
            np.testing.assert_array_equal(found, expected)


def test_npz_files_are_the_same_bytes_each_time(world: World, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        modisco.npz(world.source, tmp_path / name)
    assert len({path.read_bytes() for path in tmp_path.glob("*/sequences.npz")}) == 1


def test_the_layout_of_chrombpnet_is_read_as_modisco_reads_it(world: World, tmp_path: Path) -> None:
    modisco.chrombpnet(world.source, tmp_path)
    with h5py.File(tmp_path / "chrombpnet.h5") as file:
        assert "hyp_scores" not in file
        np.testing.assert_array_equal(file["raw/seq"][()], world.scores.sequences)
        np.testing.assert_array_equal(file["shap"]["seq"][()], world.scores.hypothetical)
        np.testing.assert_array_equal(file["projected_shap/seq"][()], world.scores.projected)


def test_patterns_are_those_of_discovery(world: World, tmp_path: Path) -> None:
    modisco.h5(world.source, tmp_path)
    assert (tmp_path / "modisco.h5").read_bytes() == b"as it is"


@pytest.mark.parametrize("write", [modisco.npz, modisco.chrombpnet])
def test_a_method_without_hypothetical_scores_is_refused(tmp_path: Path, write) -> None:
    write_contributions(tmp_path / "contributions.h5", overlapping(hypothetical=None))
    with pytest.raises(InputError, match="which the method does not give"):
        write(Source(tmp_path), tmp_path)


def test_what_discovery_did_not_write_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file") as error:
        modisco.h5(Source(tmp_path), tmp_path)
    assert "motiflens discover" in str(error.value)
