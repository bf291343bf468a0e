"""Contributions whose rows are read as they are asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from motiflens.errors import InputError, StoreError
from motiflens.store.contributions import write_contributions
from motiflens.store.scores import open_scores
from store.examples import make_contributions


def test_rows_are_those_of_the_file_in_any_order(tmp_path: Path) -> None:
    expected = make_contributions()
    write_contributions(tmp_path / "c.h5", expected)
    rows = np.array([5, 0, 3])
    with open_scores(tmp_path / "c.h5") as found:
        assert len(found) == 7
        assert found.hypothetical is not None
        np.testing.assert_array_equal(found.projected[rows], expected.projected[rows])
        np.testing.assert_array_equal(found.hypothetical[rows], expected.hypothetical[rows])
        np.testing.assert_array_equal(found.place, expected.chrom)
        assert found.provenance == expected.provenance
        found.on_chromosomes("a format")


def test_sequences_without_a_chromosome_go_by_their_names(tmp_path: Path) -> None:
    plain = replace(make_contributions(), chrom=np.full(7, ""), hypothetical=None)
    write_contributions(tmp_path / "c.h5", plain)
    with open_scores(tmp_path / "c.h5") as found:
        assert found.place.tolist() == plain.name.tolist()
        with pytest.raises(InputError, match="7 of 7 windows"):
            found.on_chromosomes("bigWig")
        with pytest.raises(InputError, match="a format holds hypothetical scores"):
            found.needed_hypothetical("a format")


def test_a_part_is_refused(tmp_path: Path) -> None:
    write_contributions(tmp_path / "c.h5", make_contributions(), shard=(1, 2))
    with pytest.raises(StoreError, match="part 1 of 2"), open_scores(tmp_path / "c.h5"):
        pass
