"""The files between the steps, spoilt in ways that their checksums do not tell."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz.hdf5_files import hdf5
from fuzz.mutations import as_json, garbled, json_bytes, rearranged
from fuzz.trying import fuzzed, reads_or_refuses
from models.cards import card
from motiflens.attribution.audit_record import read_audit
from motiflens.effects.record import read_effects
from motiflens.evaluation.record import read_evaluation
from motiflens.families.record import read_families
from motiflens.hits.record import read_hit_summary
from motiflens.models.card import CARD, read_card
from motiflens.models.checkpoints import Checkpoint
from motiflens.models.graphs.graph import Graph
from motiflens.models.graphs.network import GraphNetwork
from motiflens.models.importers.blaming import blamed_on
from motiflens.motifs.motif import read_motifs
from motiflens.store.contributions import read_contributions, write_contributions
from motiflens.store.merging import merge_contributions
from motiflens.store.scores import open_scores
from motiflens.store.windows import read_windows, write_windows
from report.made_up import write_made_up
from store.examples import make_contributions, make_windows


@fuzzed
@given(st.data())
def test_windows(folder: Path, data: st.DataObject) -> None:
    whole, path = folder / "whole.data.h5", folder / "data.h5"
    if not whole.exists():
        write_windows(whole, make_windows())
    path.write_bytes(data.draw(hdf5(whole.read_bytes())))
    reads_or_refuses(lambda: read_windows(path), path)


@fuzzed
@given(st.data())
def test_contributions(folder: Path, data: st.DataObject) -> None:
    whole, path = folder / "whole.contributions.h5", folder / "contributions.h5"
    if not whole.exists():
        write_contributions(whole, make_contributions())
    path.write_bytes(data.draw(hdf5(whole.read_bytes())))
    reads_or_refuses(lambda: read_contributions(path), path)
    reads_or_refuses(lambda: _scores(path), path)
    reads_or_refuses(lambda: merge_contributions([path], folder / "merged.h5"))


def _scores(path: Path) -> None:
    with open_scores(path) as scores:
        scores.sequences[np.arange(len(scores))]


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run of one task by two methods, with all that goes with it."""
    folder = tmp_path_factory.mktemp("results")
    write_made_up(folder, motifs=2)
    return folder


READERS: dict[str, Callable[[Path], Any]] = {
    "audit.json": read_audit,
    "effects.json": read_effects,
    "evaluation.json": read_evaluation,
    "families.json": read_families,
    "hits.json": lambda path: read_hit_summary(path.parent),
    "motifs.json": lambda path: read_motifs(path.parent),
}
_EMPTY: dict[str, Any] = {"schema": "motiflens/x/1", "task": "A", "methods": [], "references": []}


@fuzzed
@given(st.data())
@pytest.mark.parametrize("name", READERS)
def test_records(folder: Path, results: Path, name: str, data: st.DataObject) -> None:
    found = next(results.rglob(name), None)
    tree = json.loads(found.read_bytes()) if found else dict(_EMPTY)
    tree.pop("sha256", None)
    path = folder / name
    signed = rearranged(tree).map(_signed)
    path.write_bytes(data.draw(signed | signed | json_bytes(tree)))
    reads_or_refuses(lambda: READERS[name](path), path)


def _signed(tree: Any) -> bytes:
    """Return JSON that ends in its own digest, as if motiflens had written it."""
    if not isinstance(tree, dict):
        return as_json(tree)
    body = json.dumps(tree, indent=1).removesuffix("\n}").encode("utf-8", "surrogatepass")
    return body + b',\n "sha256": "' + hashlib.sha256(body).hexdigest().encode() + b'"\n}\n'


@fuzzed
@given(json_bytes(card().model_dump(mode="json", by_alias=True)))
def test_cards(folder: Path, content: bytes) -> None:
    (folder / CARD).write_bytes(content)
    reads_or_refuses(lambda: read_card(folder), folder)


GRAPH = {
    "schema": "motiflens/graph/1",
    "layout": "NCL",
    "input": {"name": "x", "sizes": [4, 30]},
    "nodes": [
        {
            "name": "conv",
            "op": "convolution",
            "inputs": ["x"],
            "options": {"inputs": 4, "filters": 3, "kernel": [5], "padding": [[2, 2]]},
        },
        {"name": "relu", "op": "relu", "inputs": ["conv"], "options": {}},
    ],
    "outputs": ["relu"],
}


@fuzzed
@given(json_bytes(GRAPH))
def test_graphs(content: bytes) -> None:
    reads_or_refuses(lambda: _network(content), "network.json")


def _network(content: bytes) -> None:
    with blamed_on("network.json"):
        GraphNetwork(Graph.from_json(content, where="network.json"))


@fuzzed
@given(st.data())
def test_checkpoints(folder: Path, data: st.DataObject) -> None:
    import torch

    whole, path = folder / "whole.ckpt", folder / "training.ckpt"
    if not whole.exists():
        torch.save({"state_dict": {"w": torch.zeros(3)}, "epoch": 3}, whole)
    path.write_bytes(data.draw(garbled(whole.read_bytes())))
    assert reads_or_refuses(Checkpoint(path).read)
