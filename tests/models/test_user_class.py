"""Networks of the user's own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from motiflens.errors import ModelError
from motiflens.models.user_class import build_user_class, is_user_class

MODULE = """
from torch import nn

class Net(nn.Linear):
    def __init__(self, size=1):
        super().__init__(size, 1)

def make():
    raise SystemExit
"""


@pytest.fixture(autouse=True)
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lab_nets_of_test.py").write_text(MODULE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "lab_nets_of_test", raising=False)


def test_a_class_is_found_where_the_command_is_run_and_called_with_arguments() -> None:
    before = list(sys.path)
    assert build_user_class("lab_nets_of_test:Net", {"size": 3}).in_features == 3
    assert sys.path == before
    assert build_user_class("./lab_nets_of_test.py:Net", {}).in_features == 1
    assert is_user_class("lab_nets_of_test:Net")
    assert not is_user_class("small-cnn")
    assert not is_user_class(None)


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("lab_nets_of_nobody:Net", {}, "could not be imported: ModuleNotFoundError"),
        ("lab_nets_of_nobody.py:Net", {}, "could not be imported: FileNotFoundError"),
        ("lab_nets_of_test:Nets", {}, "could not be imported: AttributeError"),
        ("lab_nets_of_test:make", {}, "no class of torch.nn.Module"),
        ("os:system", {"command": "exit"}, "no class of torch.nn.Module"),
        ("lab_nets_of_test:Net", {"width": 3}, "could not be made: TypeError"),
    ],
)
def test_what_cannot_be_made_is_said(name: str, arguments: dict[str, object], said: str) -> None:
    with pytest.raises(ModelError, match=said) as error:
        build_user_class(name, arguments)
    assert error.value.where.startswith(name)
