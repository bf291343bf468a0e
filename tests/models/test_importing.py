"""Models from elsewhere: what is taken in, and that nothing of them is executed."""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from models.importers import files
from models.importers.files import LENGTH, options
from motiflens.errors import ConfigError, ModelError, MotiflensError, MotiflensWarning
from motiflens.models.architectures import build
from motiflens.models.importing import import_model
from motiflens.models.loading import load_model
from motiflens.models.self_check import drawn
from motiflens.models.shape import Shape

NAMED: dict[str, Any] = {"architecture": "small-cnn", "input_length": LENGTH}
TRUSTED: dict[str, Any] = {"trust": True, "input_length": LENGTH}
FORMS = {
    "safetensors": ("w.safetensors", files.write_safetensors, NAMED, "architecture"),
    "state-dict": ("w.pt", files.write_state_dict, NAMED, "architecture"),
    "state-dict in a checkpoint": ("w.ckpt", files.write_checkpoint, NAMED, "architecture"),
    "pickle": ("w.pt", files.write_module, TRUSTED, "torch-export"),
    "pickle of a named architecture": ("w.pt", files.write_module, NAMED | TRUSTED, "architecture"),
    "torch-export": ("w.pt2", files.write_program, {}, "torch-export"),
    "torch-export that is trusted": ("w.pt2", files.write_program, TRUSTED, "torch-export"),
    "torchscript": ("w.pt", files.write_script, TRUSTED, "torchscript"),
}


@pytest.fixture
def network() -> nn.Module:
    return files.small_network()


def _refused(
    source: Path, tmp_path: Path, said: str, error: type[MotiflensError] = ModelError, **fields: Any
) -> MotiflensError:
    with pytest.raises(error, match=said) as raised:
        import_model(options(source, **fields), tmp_path / "model")
    assert [path for path in tmp_path.iterdir() if path != source] == []
    return raised.value


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.filterwarnings("ignore::motiflens.errors.MotiflensWarning")
def test_each_form_becomes_the_same_model(form: str, network: nn.Module, tmp_path: Path) -> None:
    name, write, fields, kept = FORMS[form]
    write(network, tmp_path / name)
    card = import_model(options(tmp_path / name, **fields), tmp_path / "model")
    loaded, read = load_model(tmp_path / "model")
    assert read == card
    assert (card.format, card.source.format) == (kept, form.split()[0])
    assert card.source.sha256 == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
    assert (card.training, card.metrics) == (None, {})
    assert (card.tasks, card.input_length, card.readout) == (["A", "B"], LENGTH, "classes")
    x = drawn(LENGTH)
    with torch.no_grad():
        torch.testing.assert_close(loaded(x), network(x), rtol=0, atol=0)
        assert card.self_check.outputs == loaded(x).tolist()


@pytest.mark.parametrize("form", ["pickle", "torchscript"])
def test_what_can_run_a_program_is_refused_until_it_is_trusted_and_then_warned_of(
    form: str, network: nn.Module, tmp_path: Path
) -> None:
    name, write, fields, _ = FORMS[form]
    write(network, tmp_path / name)
    error = _refused(tmp_path / name, tmp_path, "it was not loaded", ConfigError)
    assert "trust: true" in str(error)
    with pytest.warns(MotiflensWarning, match="is trusted"):
        import_model(options(tmp_path / name, **fields), tmp_path / "model")


def test_importing_again_gives_equal_bytes(network: nn.Module, tmp_path: Path) -> None:
    files.write_program(network, tmp_path / "w.pt2")
    for name in ("a", "b"):
        import_model(options(tmp_path / "w.pt2"), tmp_path / name)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


class _Malicious:
    """Pickled, it writes a file when it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("writer", ["pickle", "torch"])
@pytest.mark.parametrize("format_", ["auto", "state-dict", "bpnet-lite"])
def test_a_program_in_a_pickle_is_not_run(writer: str, format_: str, tmp_path: Path) -> None:
    source, proof = tmp_path / "w.pt", tmp_path / "proof"
    content = {"state_dict": _Malicious(proof)}
    if writer == "pickle":
        source.write_bytes(pickle.dumps(content))
    else:
        torch.save(content, source)
    fields = {"input_length": LENGTH} if format_ == "bpnet-lite" else NAMED
    said = "not loaded|damaged|no module"
    _refused(source, tmp_path, said, MotiflensError, format=format_, **fields)
    assert not proof.exists()
    if writer == "torch":
        torch.load(source, weights_only=False)
    else:
        pickle.loads(source.read_bytes())
    assert proof.exists(), "the file would not have done anything"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([torch.zeros(2)], "holds a list, where names and tensors were expected"),
        ({}, "holds a dict, where"),
        ({"weight": torch.zeros(2), "epoch": 3}, "more than tensors: epoch"),
        ({"state_dict": {"weight": 1.0}}, "more than tensors: weight"),
    ],
)
def test_what_is_no_state_dict_is_refused(content: Any, said: str, tmp_path: Path) -> None:
    torch.save(content, tmp_path / "w.pt")
    error = _refused(tmp_path / "w.pt", tmp_path, said, **NAMED)
    assert error.where == str(tmp_path / "w.pt")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.filterwarnings("ignore::motiflens.errors.MotiflensWarning")
def test_files_that_are_cut_short_are_refused(
    form: str, network: nn.Module, tmp_path: Path
) -> None:
    name, write, fields, _ = FORMS[form]
    source = tmp_path / name
    write(network, source)
    whole = source.read_bytes()
    for content in (whole[: len(whole) // 2], whole[:100], whole[:10]):
        source.write_bytes(content)
        said = "damaged|truncated|not loaded|cannot be loaded"
        _refused(source, tmp_path, said, MotiflensError, **fields)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    for name in ("absent.pt", "absent.safetensors"):
        _refused(tmp_path / name, tmp_path, "there is no file of a model here", **NAMED)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tasks": ["A"]}, r"dense\.5\.weight is \(2, 64\), the model needs \(1, 64\)"),
        ({"input_length": 64}, r"dense\.1\.weight is \(64, 128\), the model needs \(64, 256\)"),
        ({"architecture": "basset", "input_length": 48}, r"missing: convolutions\.2\.0\.bias"),
    ],
)
def test_weights_of_another_network_are_refused(
    network: nn.Module, tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    files.write_safetensors(network, tmp_path / "w.safetensors")
    _refused(tmp_path / "w.safetensors", tmp_path, said, **NAMED | changes)


def test_a_prefix_that_all_names_have_is_taken_off(network: nn.Module, tmp_path: Path) -> None:
    within = nn.Module()
    within.model = network
    files.write_state_dict(within, tmp_path / "w.pt")
    import_model(options(tmp_path / "w.pt", **NAMED), tmp_path / "model")
    state = load_model(tmp_path / "model")[0].state_dict()
    assert all(torch.equal(tensor, state[name]) for name, tensor in network.state_dict().items())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"input_length": LENGTH}, "do not say what network they belong to"),
        ({"architecture": "small-cnn"}, "do not say how long the sequences are"),
        (NAMED | {"readout": "profiles", "architecture": "bpnet"}, "how long the profiles are"),
        (NAMED | {"architecture": "lab.nets:Net"}, "to import a module of your own is to run it"),
        (NAMED | {"weights": "w.h5"}, "PyTorch state_dict takes no `weights`"),
        (NAMED | {"architecture": "small"}, "no architecture named 'small'"),
    ],
)
def test_what_has_to_be_said_is_asked_for(
    network: nn.Module, tmp_path: Path, fields: dict[str, Any], said: str
) -> None:
    files.write_state_dict(network, tmp_path / "w.pt")
    _refused(tmp_path / "w.pt", tmp_path, said, ConfigError, **fields)


def test_what_is_said_must_not_differ_from_what_the_source_says(
    network: nn.Module, tmp_path: Path
) -> None:
    files.write_program(network, tmp_path / "w.pt2")
    for field, value in {"input_length": 50, "layout": "NLC"}.items():
        error = _refused(
            tmp_path / "w.pt2",
            tmp_path,
            "you say .* the source says",
            ConfigError,
            **{field: value},
        )
        assert str(error.where).endswith(f", {field}")
    _refused(
        tmp_path / "w.pt2",
        tmp_path,
        "has 2 outputs, and the tasks that are named are A",
        tasks=["A"],
    )


def test_a_program_for_one_size_of_batch_is_refused(network: nn.Module, tmp_path: Path) -> None:
    files.write_program(network, tmp_path / "w.pt2", dynamic=False)
    _refused(tmp_path / "w.pt2", tmp_path, "batches of 2 sequences and no other")


class LastBase(nn.Module):
    """Says which base is last, of sequences (N, L, 4) in another order of bases."""

    def __init__(self, scale: float = 1.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([[1.0, 2, 3, 4], [5, 6, 7, 9]]) * scale)

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[2] != 4:
            raise ValueError(f"{x.shape[2]} channels")
        return x[:, -1] @ self.weight.T


def _last_base(tmp_path: Path) -> dict[str, Any]:
    torch.save(LastBase(2.0).state_dict(), tmp_path / "w.pt")
    own = {"architecture": f"{__name__}:LastBase", "arguments": {"scale": 2}, "trust": True}
    return own | {"input_length": 8, "layout": "NLC", "channels": "TGCA"}


@pytest.mark.parametrize("strands", ["one", "mean", "max"])
def test_a_class_of_ones_own_reads_as_is_declared(strands: str, tmp_path: Path) -> None:
    fields = _last_base(tmp_path) | {"strands": strands}
    card = import_model(options(tmp_path / "w.pt", **fields), tmp_path / "model")
    assert card.architecture.endswith(":LastBase")
    x = torch.eye(4)[torch.tensor([[0, 3, 2, 0, 1, 1, 2, 2]])].mT
    forward, reverse = (
        torch.tensor([4.0, 12]),
        torch.tensor([2.0, 10]),
    )  # last G, and of TGCATCCT: T
    expected = {
        "one": forward,
        "mean": (forward + reverse) / 2,
        "max": torch.maximum(forward, reverse),
    }
    with torch.no_grad():
        found = load_model(tmp_path / "model")[0](x)[0]
    torch.testing.assert_close(found, expected[strands])


def test_another_layout_is_named_and_not_taken(tmp_path: Path) -> None:
    fields = _last_base(tmp_path) | {"layout": "NCL"}
    with pytest.raises(
        ModelError, match="does not take sequences of 8 bp laid out as NCL"
    ) as error:
        import_model(options(tmp_path / "w.pt", **fields), tmp_path / "model")
    assert "it takes sequences of 8 bp laid out as NLC" in str(error.value)
    assert not (tmp_path / "model").exists()


def test_what_a_format_does_not_take_is_refused(network: nn.Module, tmp_path: Path) -> None:
    files.write_program(network, tmp_path / "w.pt2")
    for fields in ({"architecture": "small-cnn"}, {"arguments": {"a": 1}}, {"weights": "w.h5"}):
        said = f"torch.export program takes no `{next(iter(fields))}`"
        _refused(tmp_path / "w.pt2", tmp_path, said, ConfigError, **fields)


@pytest.mark.parametrize("field", ["tracks", "output_length", "controls"])
def test_what_only_profiles_have_is_refused_of_others(
    field: str, network: nn.Module, tmp_path: Path
) -> None:
    files.write_state_dict(network, tmp_path / "w.pt")
    value = [1, 1] if field == "tracks" else 3
    error = _refused(
        tmp_path / "w.pt", tmp_path, f"have no `{field}`", ConfigError, **NAMED, **{field: value}
    )
    assert str(error.where).endswith(f", {field}")


def test_weights_of_before_batches_were_counted_are_taken_in(
    network: nn.Module, tmp_path: Path
) -> None:
    tensors = network.state_dict()
    counts = [name for name in tensors if name.endswith("num_batches_tracked")]
    assert counts
    kept = {name: tensor for name, tensor in tensors.items() if name not in counts}
    torch.save({"model_state_dict": kept}, tmp_path / "w.pt")
    import_model(options(tmp_path / "w.pt", **NAMED), tmp_path / "model")
    x = drawn(LENGTH)
    with torch.no_grad():
        assert torch.equal(load_model(tmp_path / "model")[0](x), network(x))


def test_the_larger_of_two_profiles_is_refused(tmp_path: Path) -> None:
    fields = {"architecture": "bpnet", "input_length": 60, "output_length": 20, "tasks": ["A"]}
    profiles = fields | {"readout": "profiles", "arguments": {"filters": 2, "layers": 1}}
    shape = Shape(60, 1, "profiles", (1,), 20)
    torch.save(build("bpnet", shape, profiles["arguments"]).state_dict(), tmp_path / "w.pt")
    _refused(
        tmp_path / "w.pt",
        tmp_path,
        "larger of two profiles",
        ConfigError,
        strands="max",
        **profiles,
    )
    card = import_model(options(tmp_path / "w.pt", strands="mean", **profiles), tmp_path / "model")
    assert (card.reads.strands, card.tracks, card.output_length) == ("mean", [1], 20)


def test_some_outputs_are_taken_by_their_numbers(network: nn.Module, tmp_path: Path) -> None:
    files.write_program(network, tmp_path / "w.pt2")
    own = {"tasks": ["last"], "outputs": [1], "strands": "mean"}
    card = import_model(options(tmp_path / "w.pt2", **own), tmp_path / "model")
    assert (card.reads.outputs, card.tasks) == ((1,), ["last"])
    x = drawn(LENGTH)
    with torch.no_grad():
        expected = (network(x) + network(x.flip((1, 2))))[:, 1:] / 2
        torch.testing.assert_close(load_model(tmp_path / "model")[0](x), expected)


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("w.pt2", {"outputs": [2], "tasks": ["A"]}, "has 2 outputs, and none of the number 2"),
        ("w.pt2", {"outputs": [1]}, "there are 2 tasks"),
        ("w.pt2", {"outputs": [1, 0], "activation": "softmax"}, "softmax needs all outputs"),
        ("w.pt", NAMED | {"outputs": [1, 0]}, "as many outputs as tasks"),
    ],
)
def test_outputs_that_cannot_be_taken_are_said(
    name: str, fields: dict[str, Any], said: str, network: nn.Module, tmp_path: Path
) -> None:
    write = files.write_program if name == "w.pt2" else files.write_state_dict
    write(network, tmp_path / name)
    error = _refused(tmp_path / name, tmp_path, said, MotiflensError, **fields)
    assert str(error.where).endswith(", outputs")
