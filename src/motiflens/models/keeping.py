"""How a network is kept in the folder of its model: one row for each form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from torch import nn

from motiflens.errors import ModelError
from motiflens.files import checked
from motiflens.models.card import WEIGHTS, ModelCard
from motiflens.models.graphs import Graph, GraphNetwork
from motiflens.models.importers.exported import ExportedNetwork, load_program, save_program
from motiflens.models.importers.scripted import ScriptedNetwork, load_script, save_script
from motiflens.models.user_class import named_network
from motiflens.models.weights import fit_weights, read_safetensors, save_weights

SPEC = "network.json"


@dataclass(frozen=True)
class Form:
    """How networks of one kind are kept.

    Attributes
    ----------
    file
        The file that holds the weights, whose SHA-256 is in the card.
    write
        Writes a network to a folder.
    read
        Reads it again.
    """

    file: str
    write: Callable[[nn.Module, Path], None]
    read: Callable[[ModelCard, Path], nn.Module]


def form_of(network: nn.Module) -> str:
    """Return the name of the form that a network is kept in."""
    if isinstance(network, GraphNetwork):
        return "graph"
    if isinstance(network, ExportedNetwork):
        return "torch-export"
    return "torchscript" if isinstance(network, ScriptedNetwork) else "architecture"


def _write_architecture(network: nn.Module, folder: Path) -> None:
    save_weights(network, folder / WEIGHTS)


def _read_architecture(card: ModelCard, folder: Path) -> nn.Module:
    tensors = read_safetensors(folder / WEIGHTS)
    network = named_network(card.architecture or "", card.shape, card.arguments)
    fit_weights(network, tensors, where=str(folder / WEIGHTS))
    return network


def _write_graph(network: nn.Module, folder: Path) -> None:
    assert isinstance(network, GraphNetwork)
    (folder / SPEC).write_text(network.graph.to_json(), encoding="utf-8")
    save_weights(network, folder / WEIGHTS)


def _read_graph(card: ModelCard, folder: Path) -> nn.Module:
    del card
    spec = folder / SPEC
    if not spec.is_file():
        raise ModelError("the operations of the network are missing", where=str(spec))
    network = GraphNetwork(Graph.from_json(checked(spec).read_bytes(), where=str(spec)))
    path = folder / WEIGHTS
    fit_weights(network, read_safetensors(path), where=str(path))
    return network


def _write_program(network: nn.Module, folder: Path) -> None:
    assert isinstance(network, ExportedNetwork)
    save_program(network, folder / "model.pt2")


def _write_script(network: nn.Module, folder: Path) -> None:
    assert isinstance(network, ScriptedNetwork)
    save_script(network, folder / "model.pt")


FORMS: dict[str, Form] = {
    "architecture": Form(WEIGHTS, _write_architecture, _read_architecture),
    "graph": Form(WEIGHTS, _write_graph, _read_graph),
    "torch-export": Form(
        "model.pt2",
        _write_program,
        lambda _, folder: ExportedNetwork(load_program(folder / "model.pt2")),
    ),
    "torchscript": Form(
        "model.pt",
        _write_script,
        lambda _, folder: ScriptedNetwork(load_script(folder / "model.pt")),
    ),
}
