"""The table of formats, and what a source is taken for."""

from __future__ import annotations

import importlib
import json
import logging
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import h5py
import pytest
import torch
from safetensors.torch import save_file

from models.cards import card
from models.importers import files
from models.importers.files import options
from motiflens.config import Import
from motiflens.errors import ConfigError, ModelError
from motiflens.models.card import write_card
from motiflens.models.importers import FORMATS, Format
from motiflens.models.importers.recognising import recognise

LITE = {f"{part}.weight": torch.zeros(1) for part in ("iconv", "rconvs.0", "fconv", "linear")}


@pytest.mark.parametrize("row", FORMATS.values(), ids=FORMATS)
def test_each_row_has_a_reader(row: object) -> None:
    module, function = row.reader.split(":")
    assert callable(getattr(importlib.import_module(module), function))
    assert FORMATS[row.name] is row


def _hdf5(path: Path, config: str | None) -> None:
    with h5py.File(path, "w") as file:
        if config is not None:
            file.attrs["model_config"] = config


def _weights_alone(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = ["conv1d"]


def _keras_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", "{}")
        archive.writestr("model.weights.h5", "")


def _kipoi(path: Path) -> None:
    path.mkdir()
    (path / "model.yaml").write_text("type: keras\n")


def _heads(*names: str) -> Callable[[Path], None]:
    return lambda path: _hdf5(path, json.dumps({"layers": [{"name": name} for name in names]}))


_NETWORK = files.small_network()
_SOURCES = {
    "w.safetensors": ("safetensors", lambda path: files.write_safetensors(_NETWORK, path)),
    "w.pt": ("state-dict", lambda path: files.write_state_dict(_NETWORK, path)),
    "w.pth": ("pickle", lambda path: files.write_module(_NETWORK, path)),
    "program": ("torch-export", lambda path: files.write_program(_NETWORK, path)),
    "script": ("torchscript", lambda path: files.write_script(_NETWORK, path)),
    "whole.h5": ("keras", lambda path: _hdf5(path, '{"class_name": "Sequential"}')),
    "weights.h5": ("keras", _weights_alone),
    "layers.json": ("keras", lambda path: path.write_text('{"class_name": "Model"}')),
    "whole": ("keras", _keras_archive),
    "nobias.h5": ("chrombpnet", _heads("logits_profile_predictions", "logcount_predictions")),
    "seq_model.h5": ("bpnet", _heads("Oct4/profile", "Oct4/counts")),
    "net.onnx": ("onnx", lambda path: path.write_bytes(b"\x08\x07")),
    "lite.torch": ("bpnet-lite", lambda path: torch.save(LITE, path)),
    "lite.safetensors": ("bpnet-lite", lambda path: save_file(LITE, path)),
    "D00328.003.txt": ("deepbind", lambda path: path.write_text("# deepbind 0.1\n")),
    "Basset": ("kipoi", _kipoi),
}


@pytest.mark.parametrize("name", _SOURCES)
@pytest.mark.filterwarnings("ignore:.*torch.export.save.*:UserWarning")
def test_a_source_is_taken_for_what_it_is_and_that_is_said(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    expected, write = _SOURCES[name]
    write(tmp_path / name)
    with caplog.at_level(logging.INFO):
        assert recognise(options(tmp_path / name)).name == expected
    assert f"taken for {expected}" in caplog.text


def test_every_format_is_recognised() -> None:
    assert {expected for expected, _ in _SOURCES.values()} == set(FORMATS)


def test_bpnet_lites_names_are_weights_like_others_where_an_architecture_is_named(
    tmp_path: Path,
) -> None:
    torch.save(LITE, tmp_path / "w.pt")
    assert recognise(options(tmp_path / "w.pt", architecture="bpnet")).name == "state-dict"


def test_the_format_that_is_given_holds(tmp_path: Path) -> None:
    files.write_state_dict(_NETWORK, tmp_path / "w.pt")
    assert recognise(options(tmp_path / "w.pt", format="torchscript")).name == "torchscript"


def test_what_looks_like_nothing_known_is_an_error_that_lists_what_is(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello\n")
    _hdf5(tmp_path / "other.h5", None)
    (tmp_path / "folder").mkdir()
    for name in ("notes.txt", "other.h5", "folder"):
        with pytest.raises(ConfigError, match="cannot be told") as error:
            recognise(options(tmp_path / name))
        assert all(f"{row.name}: {row.recognised}" in str(error.value) for row in FORMATS.values())


def test_a_model_of_motiflens_is_not_imported_again(tmp_path: Path) -> None:
    write_card(card(), tmp_path)
    with pytest.raises(ModelError, match="a model of motiflens already"):
        recognise(options(tmp_path))


def test_a_model_of_kipois_may_have_a_file_of_the_cards_name(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text('{"class_name": "Model"}')
    (tmp_path / "model.yaml").write_text("type: keras\n")
    assert recognise(options(tmp_path)).name == "kipoi"


PAGE = Path(__file__).parents[3] / "docs" / "importing.md"


def _line(row: Format) -> str:
    runs = f"needs `trust`: {row.trust}" if row.trust else "no"
    return f"| `{row.name}` | **{row.title}.** {row.summary} | {row.recognised} | {runs} |"


def test_the_page_has_the_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    table = text.partition("<!-- formats -->\n")[2].partition("<!-- end of formats -->")[0]
    assert table.splitlines()[2:] == [_line(row) for row in FORMATS.values()]


def test_the_page_names_no_option_that_there_is_not() -> None:
    text = PAGE.read_text(encoding="utf-8")
    known = {f"--{name.replace('_', '-')}" for name in Import.model_fields}
    others = {"--output", "--sequences", "--genome", "--regions", "--bigwig"}
    assert set(re.findall(r"--[a-z][a-z-]+", text)) <= known | others
