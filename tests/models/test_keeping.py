"""How networks are kept, form by form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from torch import nn

from models.importers import files
from models.importers.files import options
from motiflens.errors import ModelError
from motiflens.files import SUMS, sha256
from motiflens.models.card import CARD, WEIGHTS
from motiflens.models.importing import import_model
from motiflens.models.keeping import FORMS, SPEC, form_of
from motiflens.models.loading import load_model
from motiflens.models.self_check import drawn

FIXTURES = Path(__file__).parent / "importers" / "fixtures"
TASKS = ["A", "B", "C"]


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """Return the folder of a model that came from Keras."""
    import_model(options(FIXTURES / "plain.keras", tasks=TASKS), tmp_path / "model")
    return tmp_path / "model"


def test_a_graph_is_kept_as_operations_and_tensors(graph: Path) -> None:
    assert sorted(path.name for path in graph.iterdir()) == sorted([CARD, WEIGHTS, SPEC, SUMS])
    network, card = load_model(graph)
    assert form_of(network.network) == card.format == "graph"  # read as (N, L, 4)
    with torch.no_grad():
        assert network(drawn(card.input_length)).tolist() == card.self_check.outputs


def test_a_graph_without_its_operations_is_refused(graph: Path) -> None:
    (graph / SPEC).unlink()
    with pytest.raises(ModelError, match="the operations of the network are missing"):
        load_model(graph)


def test_a_graph_that_was_edited_is_refused_by_node(graph: Path) -> None:
    spec = json.loads((graph / SPEC).read_text())
    spec["nodes"][0]["op"] = "sorcery"
    (graph / SPEC).write_text(json.dumps(spec))
    (graph / SUMS).unlink()
    with pytest.raises(ModelError, match="there is no operation 'sorcery'") as error:
        load_model(graph)
    assert spec["nodes"][0]["name"] in str(error.value)


def test_each_network_has_the_form_that_its_file_is_named_after(tmp_path: Path) -> None:
    assert {name: form.file for name, form in FORMS.items()} == {
        "architecture": WEIGHTS,
        "graph": WEIGHTS,
        "torch-export": "model.pt2",
        "torchscript": "model.pt",
    }
    assert form_of(nn.Linear(1, 1)) == "architecture"


def test_a_program_that_was_replaced_by_one_that_runs_more_is_refused(tmp_path: Path) -> None:
    """Also where whoever replaced it put its hash into the card."""
    files.write_program(files.small_network(), tmp_path / "w.pt2")
    import_model(options(tmp_path / "w.pt2"), tmp_path / "model")
    path = tmp_path / "model" / "model.pt2"
    path.write_bytes(
        path.read_bytes().replace(b"torch.ops.aten.relu.default", b"torch.os.system.aaaaaaaaaaa")
    )
    with pytest.raises(ModelError, match="was changed or cut short"):
        load_model(tmp_path / "model")
    card = json.loads((tmp_path / "model" / CARD).read_text())
    card["weights_sha256"] = sha256(path)
    (tmp_path / "model" / CARD).write_text(json.dumps(card))
    (tmp_path / "model" / SUMS).unlink()
    with pytest.raises(ModelError, match=r"could run more than|damaged"):
        load_model(tmp_path / "model")
