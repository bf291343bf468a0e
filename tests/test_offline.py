"""Nothing that is run reaches for the network."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bad_inputs.world import IMPORT, PREPARE, write_world
from test_bad_inputs import told

RESULTS = "run/Reb1/deeplift"
COMMANDS = (
    f"{PREPARE} --output data.h5 --dropped dropped.tsv",
    f"{IMPORT} --output net",
    "train --data data.h5 --epochs 1 --output trained",
    "predict net --sequences sequences.fa --output predicted.tsv",
    "audit net --data data.h5 --windows 4 --method gradient --output audit.json",
    "attribute --data data.h5 --model net --task A --method gradient --output part.h5",
    "gather part.h5 --output contributions.h5",
    "variants --model net --genome genome.fa --vcf variants.vcf --output scored",
    f"hits --contributions {RESULTS}/contributions.h5 --motifs {RESULTS}/motifs --output hits",
    f"families --results {RESULTS} --output families.json",
    f"export --results {RESULTS} --formats meme --output exports",
    f"report --data run/data.h5 --model run/model --results {RESULTS} --output report.html",
)


class NetworkUseError(Exception):
    """Something asked for the network."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("offline")
    write_world(folder)
    with contextlib.chdir(folder):
        yield folder


def refuse(*_: Any, **__: Any) -> None:
    raise NetworkUseError


class Local(socket.socket):
    """A socket within the machine, as processes of one program use among themselves."""

    def __init__(self, family: int = -1, *arguments: Any, **options: Any) -> None:
        if family in (-1, socket.AF_INET, socket.AF_INET6):
            raise NetworkUseError
        super().__init__(family, *arguments, **options)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.split()[0])
def test_no_command_opens_a_connection(
    world: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(socket, "socket", Local)
    for name in ("getaddrinfo", "create_connection", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    status, said = told(command)
    assert status == 0, said


def test_what_is_refused_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", Local)
    with pytest.raises(NetworkUseError):
        socket.create_connection(("127.0.0.1", 9))
