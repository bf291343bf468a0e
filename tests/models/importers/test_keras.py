"""Models that Keras 3 wrote: outputs are its own, and attributions add up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

import motiflens
from motiflens.attribution.targets import counts
from motiflens.models.graphs import Graph, GraphNetwork
from motiflens.models.importers.imported import Imported
from motiflens.models.importers.keras import read_keras

FIXTURES = Path(__file__).parent / "fixtures"
FILES = sorted([*FIXTURES.glob("*.keras"), *FIXTURES.glob("*.h5")])
Array = NDArray[np.float32]


def softmax(x: Array) -> Array:
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


APPLIED: dict[str | None, Callable[[Array], Array]] = {
    None: lambda x: x,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softmax": softmax,
}
EXPECTED = {
    "plain": ("NLC", "classes", 41, "sigmoid", (1, 1, 1), None),
    "branches": ("NLC", "values", 30, None, (1, 1), None),
    "recurrent": ("NLC", "classes", 24, "softmax", (1, 1), None),
    "two_dimensional": ("N1LC", "values", 36, None, (1, 1, 1), None),
    "profiles": ("NLC", "profiles", 60, None, (2,), 60),
}


def sequences(path: Path) -> Tensor:
    return torch.from_numpy(np.load(path.with_suffix(".npz"))["sequences"])


def outputs(path: Path) -> list[Array]:
    held = np.load(path.with_suffix(".npz"))
    return [held[name] for name in sorted(held.files) if name.startswith("output")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_outputs_are_those_of_keras(path: Path) -> None:
    imported = read_keras(path)
    with torch.no_grad():
        found = imported.network(sequences(path))
    expected = outputs(path)
    if imported.readout == "profiles":
        profile, log_counts = found
        np.testing.assert_allclose(profile, expected[0].swapaxes(1, 2), rtol=1e-5, atol=1e-5)
        joined = np.logaddexp.reduce(expected[1], axis=1, keepdims=True)
        np.testing.assert_allclose(log_counts, joined, rtol=1e-5, atol=1e-5)
    else:
        applied = APPLIED[imported.activation](found.numpy())
        np.testing.assert_allclose(applied, np.concatenate(expected, 1), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_the_file_says(path: Path) -> None:
    imported = read_keras(path)
    layout, readout, length, activation, tracks, output_length = EXPECTED[path.stem]
    assert imported.layout == layout
    assert imported.readout == readout
    assert imported.input_length == length
    assert imported.activation == activation
    assert imported.tracks == tracks
    assert imported.n_tasks == len(tracks)
    assert imported.output_length == output_length


def test_heads_have_their_names() -> None:
    imported = read_keras(FIXTURES / "branches.keras")
    assert imported.task_names == ("first", "second")
    assert any("is shared" in note for note in imported.notes)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_graph_and_its_tensors_are_the_whole_network(path: Path) -> None:
    imported = read_keras(path)
    assert imported.graph is not None
    again = GraphNetwork(Graph.from_json(imported.graph.to_json(), where="here"))
    again.load_state_dict(imported.network.state_dict())
    x = sequences(path)
    found, expected = again.eval()(x), imported.network(x)
    for one, other in zip(as_tuple(found), as_tuple(expected), strict=True):
        assert torch.equal(one, other)


def as_tuple(output: Tensor | tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    return output if isinstance(output, tuple) else (output,)


class FromBases(torch.nn.Module):
    """A network that takes (N, L, 4) or (N, 1, L, 4), of (N, 4, L)."""

    def __init__(self, imported: Imported) -> None:
        super().__init__()
        self.network = imported.network
        self.image = imported.layout == "N1LC"

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, ...]:
        last = x.transpose(1, 2)
        found: Tensor | tuple[Tensor, ...] = self.network(last.unsqueeze(1) if self.image else last)
        return found


@pytest.mark.parametrize("method", ["deeplift", "lrp-epsilon-plus"])
@pytest.mark.parametrize("name", [name for name in EXPECTED if name != "recurrent"])
def test_attributions_add_up(name: str, method: str) -> None:
    path = FIXTURES / f"{name}.keras"
    imported = read_keras(path)
    x = sequences(path)
    x = (x.squeeze(1) if x.dim() == 4 else x).transpose(1, 2)
    target = counts(1) if imported.readout == "profiles" else 0
    found = motiflens.explain(
        FromBases(imported).double(), x.double(), method=method, target=target
    )
    assert found.completeness_error.max() <= 1e-5
    assert found.scores.abs().max() > 0
