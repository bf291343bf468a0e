"""Archives of `torch.export`: what could run Python is found before anything is loaded."""

from __future__ import annotations

import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from models.importers import files
from motiflens.errors import ModelError
from motiflens.models.importers.exported import load_program
from motiflens.models.importers.exported_archive import check_archive

GRAPH = "models/model.json"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "w.pt2"
    files.write_program(files.small_network(), path)
    return path


def _altered(archive: Path, path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write an archive whose members a function has changed."""
    with zipfile.ZipFile(archive) as source:
        content = {name.partition("/")[2]: source.read(name) for name in source.namelist()}
    change(content)
    with zipfile.ZipFile(path, "w") as target:
        for name, data in content.items():
            target.writestr(f"w/{name}", data)
    return path


def _edit(content: dict[str, bytes], name: str, change: Callable[[Any], None]) -> None:
    tree = json.loads(content[name])
    change(tree)
    content[name] = json.dumps(tree).encode()


def _nodes(tree: Any) -> list[dict[str, Any]]:
    return tree["graph_module"]["graph"]["nodes"]


def _call(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda content: _edit(content, GRAPH, lambda tree: _nodes(tree)[0].update(target=name))


def _size(text: str) -> Callable[[dict[str, bytes]], None]:
    def change(tree: Any) -> None:
        values = tree["graph_module"]["graph"]["tensor_values"]
        size = next(
            size for value in values.values() for size in value["sizes"] if "as_expr" in size
        )
        size["as_expr"]["expr_str"] = text

    return lambda content: _edit(content, GRAPH, change)


def _first_weight(**changes: Any) -> Callable[[dict[str, bytes]], None]:
    name = "data/weights/model_weights_config.json"
    return lambda content: _edit(
        content, name, lambda tree: next(iter(tree["config"].values())).update(changes)
    )


def _spec(tree: Any) -> None:
    signature = tree["graph_module"]["module_call_graph"][0]["signature"]
    signature["in_spec"] = signature["in_spec"].replace("builtins.tuple", "lab.Sneaky", 1)


CHANGES = {
    "a call of a function": (_call("torch.os.system"), r"it calls torch\.os\.system"),
    "a call beside an operator": (_call("torch.ops.aten.add.x.y"), "it calls"),
    "an operator that reads files": (_call("torch.ops.aten.from_file.default"), "from_file"),
    "an operator of others": (_call("torch.ops.lab.hill.default"), "it calls torch.ops.lab"),
    "an expression with an import": (_size("__import__('os').getcwd()"), "a size is"),
    "an expression that spells": (_size("exec(chr(112)+chr(49))"), "a size is"),
    "text that is evaluated": (_size("Integer('2+2')"), "a size is"),
    "an attribute": (_size("Symbol('s0').args"), "a size is"),
    "a weight that is pickled": (_first_weight(use_pickle=True), "is pickled"),
    "containers of others": (lambda content: _edit(content, GRAPH, _spec), "in_spec names"),
    "example inputs that are code": (
        lambda content: content.update(
            {"data/sample_inputs/model.pt": pickle.dumps(Path("x").touch)}
        ),
        "holds a pickle of more than tensors",
    ),
    "an object": (
        lambda content: content.update({"data/constants/opaque_obj_0": pickle.dumps(print)}),
        "holds a pickle",
    ),
    "a graph by another name": (
        lambda content: (
            _call("torch.os.system")(content),
            content.update({"models/model.txt": content.pop(GRAPH)}),
        ),
        "it calls torch.os.system",
    ),
    "compiled code": (
        lambda content: content.update({"data/aotinductor/model/x.so": b""}),
        "compiled code",
    ),
}


def test_what_torch_writes_is_accepted(archive: Path) -> None:
    check_archive(archive)
    load_program(archive)


@pytest.mark.parametrize("change", CHANGES)
def test_what_could_run_is_refused_and_named(change: str, archive: Path, tmp_path: Path) -> None:
    alter, said = CHANGES[change]
    path = _altered(archive, tmp_path / "w.pt2", alter)
    with pytest.raises(ModelError, match=said) as error:
        load_program(path)
    assert "it was not loaded" in str(error.value)


def test_the_check_is_needed(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A size that touches a file does so where the archive is trusted, and not where it is not."""
    proof = tmp_path / "proof"
    path = _altered(
        archive, tmp_path / "w.pt2", _size(f"__import__('pathlib').Path({str(proof)!r}).touch()")
    )
    with pytest.raises(ModelError):
        load_program(path)
    assert not proof.exists()
    with pytest.raises(ModelError):
        load_program(path, trust=True)
    assert proof.exists(), "the archive would not have done anything"


class _Sizes(nn.Module):
    """Uses sizes, and arithmetic on them."""

    def forward(self, x: Tensor) -> Tensor:
        return x.reshape(x.shape[0], -1)[:, : x.shape[1] * 2] / (x.shape[0] + 1) * x.shape[0]


def test_arithmetic_of_sizes_is_accepted(tmp_path: Path) -> None:
    files.write_program(_Sizes(), tmp_path / "w.pt2")
    found = load_program(tmp_path / "w.pt2").module()
    assert found(torch.ones(3, 4, files.LENGTH)).shape == (3, 8)


def test_a_damaged_archive_is_said(archive: Path, tmp_path: Path) -> None:
    content = archive.read_bytes()
    for size in (10, len(content) // 2, len(content) - 30):
        (tmp_path / "w.pt2").write_bytes(content[:size])
        with pytest.raises(ModelError, match=r"damaged, or was not|cannot be loaded"):
            load_program(tmp_path / "w.pt2")
