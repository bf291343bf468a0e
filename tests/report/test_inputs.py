"""What does not belong together is refused, with what and where and what to do."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from motiflens.errors import ConfigError, ModelError, MotiflensError, StoreError
from motiflens.report.inputs import Inputs, read_inputs
from motiflens.store.contributions import read_contributions, write_contributions
from motiflens.store.windows import read_windows, write_windows
from sealed import change

Run = tuple[Path, list[Path]]


@pytest.fixture
def copy(run: Run, tmp_path: Path) -> Path:
    """Return a copy of the run that a test may spoil."""
    return Path(shutil.copytree(run[0], tmp_path / "copy"))


def read(folder: Path, *results: str) -> Inputs:
    directories = [folder / result for result in results or ("A/deeplift",)]
    return read_inputs(folder / "data.h5", [folder / "model"], directories)


def test_results_are_put_in_order(run: Run) -> None:
    folder, results = run
    inputs = read_inputs(folder / "data.h5", [folder / "model"], results[::-1])
    assert [(result.task, result.method.name) for result in inputs.results] == [
        ("A", "deeplift"), ("A", "lrp-epsilon"), ("B", "deeplift"), ("B", "lrp-epsilon"),
    ]  # fmt: skip
    assert inputs.tasks == ("A", "B")
    assert [method.name for method in inputs.methods] == ["deeplift", "lrp-epsilon"]


def test_a_result_holds_what_the_contributions_hold(run: Run, inputs: Inputs) -> None:
    found = read_contributions(run[0] / "B" / "lrp-epsilon" / "contributions.h5")
    result = inputs.results[3]
    everything = np.arange(len(result.scores))
    assert (result.scores[everything] == found.projected.sum(axis=1)).all()
    assert (result.totals == found.projected.sum(axis=1).sum(axis=1)).all()
    assert (result.index == found.index).all()
    assert result.provenance == found.provenance
    assert (found.index[result.positions(found.index[::-1])] == found.index[::-1]).all()


@pytest.mark.parametrize(("part", "step"), [("contributions.h5", "gather"), ("motifs", "discover")])
def test_a_missing_part_is_named_with_the_step_that_makes_it(
    copy: Path, part: str, step: str
) -> None:
    target = copy / "A" / "deeplift" / part
    target.unlink() if target.is_file() else shutil.rmtree(target)
    with pytest.raises(StoreError, match=f"no {part}") as caught:
        read(copy)
    assert caught.value.where == str(copy / "A" / "deeplift")
    assert f"motiflens {step}" in (caught.value.fix or "")


@pytest.mark.parametrize(("key", "what"), [("model_sha256", "model"), ("data_sha256", "data set")])
def test_contributions_of_another_run_are_refused(copy: Path, key: str, what: str) -> None:
    path = copy / "A" / "deeplift" / "contributions.h5"
    found = read_contributions(path)
    write_contributions(path, replace(found, provenance=found.provenance | {key: "0" * 64}))
    with pytest.raises(StoreError, match=f"another {what}") as caught:
        read(copy)
    assert caught.value.where == str(copy / "A" / "deeplift")


def test_motifs_of_other_contributions_are_refused(copy: Path) -> None:
    shutil.rmtree(copy / "A" / "deeplift" / "motifs")
    shutil.copytree(copy / "B" / "deeplift" / "motifs", copy / "A" / "deeplift" / "motifs")
    with pytest.raises(StoreError, match="motifs are of B by deeplift, the contributions of A"):
        read(copy)


def test_a_method_of_another_version_is_refused(copy: Path) -> None:
    path = copy / "A" / "deeplift" / "contributions.h5"
    found = read_contributions(path)
    write_contributions(path, replace(found, provenance=found.provenance | {"method": "later"}))
    with pytest.raises(StoreError, match="by later, a method that this version does not know"):
        read(copy)


def test_a_task_that_the_model_does_not_have_is_refused(copy: Path) -> None:
    path = copy / "A" / "deeplift" / "contributions.h5"
    found = read_contributions(path)
    write_contributions(path, replace(found, provenance=found.provenance | {"task": "C"}))
    motifs = copy / "A" / "deeplift" / "motifs" / "motifs.json"
    change(motifs, '"task": "A"', '"task": "C"')
    with pytest.raises(StoreError, match="task C, which the model does not have"):
        read(copy)


def test_data_of_another_length_are_refused(copy: Path) -> None:
    data = read_windows(copy / "data.h5")
    write_windows(copy / "data.h5", replace(data, window=38, max_offset=6))
    with pytest.raises(ModelError, match="40 bp"):
        read(copy)


@pytest.mark.parametrize(("results", "what"), [(0, "at least one"), (2, "two results are of")])
def test_none_and_twice_the_same_are_mistakes_of_usage(run: Run, results: int, what: str) -> None:
    folder = run[0]
    with pytest.raises(ConfigError, match=what) as caught:
        read_inputs(folder / "data.h5", [folder / "model"], [folder / "A/deeplift"] * results)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("missing", ["data.h5", "model"])
def test_missing_data_or_model(copy: Path, missing: str) -> None:
    target = copy / missing
    target.unlink() if target.is_file() else shutil.rmtree(target)
    with pytest.raises(MotiflensError) as caught:
        read(copy)
    assert missing in (caught.value.where or "")
