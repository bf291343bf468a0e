"""What programs of `torch.export` say of themselves, and how they are called."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import motiflens
from models.importers.files import options
from motiflens.errors import ModelError
from motiflens.models.architectures import build
from motiflens.models.importers.exported import ExportedNetwork, export, read_exported
from motiflens.models.importing import import_model
from motiflens.models.loading import load_model
from motiflens.models.shape import Shape

BATCH = {0: torch.export.Dim.DYNAMIC}


def _write(network: nn.Module, path: Path, examples: tuple[Tensor, ...], shapes: Any) -> Path:
    with warnings.catch_warnings(action="ignore"):
        program = torch.export.export(network.eval(), examples, dynamic_shapes=shapes)
        torch.export.save(program, path)
    return path


class Sums(nn.Module):
    """Sums over all but the batch and one axis."""

    def __init__(self, axes: tuple[int, ...]) -> None:
        super().__init__()
        self.axes = axes

    def forward(self, x: Tensor) -> Tensor:
        return x.sum(dim=self.axes)


@pytest.mark.parametrize(
    ("sizes", "axes", "layout", "length"),
    [
        ((4, 30), (2,), "NCL", 30),
        ((30, 4), (1,), "NLC", 30),
        ((4, 1, 30), (2, 3), "NC1L", 30),
        ((1, 30, 4), (1, 2), "N1LC", 30),
        ((4, 4), (1,), "NCL", 4),
    ],
)
def test_layout_and_length_are_those_of_the_input(
    sizes: tuple[int, ...], axes: tuple[int, ...], layout: str, length: int, tmp_path: Path
) -> None:
    path = _write(Sums(axes), tmp_path / "w.pt2", (torch.zeros(2, *sizes),), (BATCH,))
    found = read_exported(options(path, input_length=length))
    assert (found.layout, found.input_length, found.n_tasks) == (layout, length, 4)


@pytest.mark.parametrize("trust", [False, True])
def test_a_dynamic_length_has_to_be_said(trust: bool, tmp_path: Path) -> None:
    shapes = ({0: torch.export.Dim.DYNAMIC, 2: torch.export.Dim.DYNAMIC},)
    path = _write(Sums((2,)), tmp_path / "w.pt2", (torch.zeros(2, 4, 30),), shapes)
    own = {"tasks": ["A", "B", "C", "D"], "trust": trust}
    assert read_exported(options(path, tasks=["A"])).input_length is None
    if not trust:
        card = import_model(options(path, input_length=50, **own), tmp_path / "model")
        assert card.input_length == 50
    else:
        card = import_model(options(path, input_length=30, **own), tmp_path / "model")
        assert card.input_length == 30


@pytest.mark.parametrize("trust", [False, True])
def test_profiles_with_control_tracks(trust: bool, tmp_path: Path) -> None:
    torch.manual_seed(0)
    shape = Shape(120, 1, "profiles", (2,), 40, controls=2)
    network = build("bpnet", shape, {"filters": 3, "layers": 1})
    examples = torch.rand(3, 4, 120), torch.rand(3, 2, 40)
    path = _write(network, tmp_path / "w.pt2", examples, (BATCH, BATCH))
    own = {"tasks": ["A"], "tracks": [2], "output_length": 40, "trust": trust}
    card = import_model(options(path, **own), tmp_path / "model")
    assert (card.readout, card.controls, card.input_length) == ("profiles", 2, 120)
    found, _ = load_model(tmp_path / "model")
    with torch.no_grad():
        for given in (examples, examples[:1]):
            for one, other in zip(found(*given), network(*given), strict=True):
                torch.testing.assert_close(one, other)
    explained = motiflens.explain(
        found, examples[0], target=lambda output: output[1][:, 0], reference=[0.25] * 4
    )
    assert explained.completeness_error.max() <= 1e-5


def test_a_program_stays_in_the_mode_that_it_was_exported_in(tmp_path: Path) -> None:
    network = nn.Sequential(nn.Flatten(), nn.Linear(40, 2), nn.Dropout(0.5))
    found = export(network.eval(), [torch.zeros(2, 4, 10)], "here")
    x = torch.rand(3, 4, 10)
    assert torch.equal(found.train()(x), found.eval()(x))
    assert isinstance(found, ExportedNetwork)


def test_one_that_was_exported_while_training_is_refused(tmp_path: Path) -> None:
    network = nn.Sequential(nn.Flatten(), nn.Linear(40, 2), nn.Dropout(0.5)).train()
    with warnings.catch_warnings(action="ignore"):
        program = torch.export.export(network, (torch.zeros(2, 4, 10),), dynamic_shapes=(BATCH,))
        torch.export.save(program, tmp_path / "w.pt2")
    with pytest.raises(ModelError, match="other outputs each time"):
        import_model(options(tmp_path / "w.pt2"), tmp_path / "model")


def test_what_cannot_be_exported_is_said() -> None:
    class Branches(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x if float(x.sum()) > 0 else -x

    with pytest.raises(ModelError, match=r"torch\.export cannot capture the model") as error:
        export(Branches(), [torch.zeros(2, 4, 10)], "w.pt")
    assert error.value.where == "w.pt"


def test_a_program_loads_as_it_was(tmp_path: Path) -> None:
    path = _write(Sums((2,)), tmp_path / "w.pt2", (torch.zeros(2, 4, 30),), (BATCH,))
    import_model(options(path, tasks=["A", "B", "C", "D"]), tmp_path / "model")
    x = torch.rand(3, 4, 30)
    torch.testing.assert_close(load_model(tmp_path / "model")[0](x), x.sum(dim=2))
