"""The environment of each rule holds what its command imports."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from collections import defaultdict

import pytest

from workflow.conda import create
from workflow.conftest import ROOT

RULE = re.compile(
    r"^rule .*?envs/(\S+)\.yaml.*?python -m motiflens (\w+)", re.MULTILINE | re.DOTALL
)


def commands():
    """Return the commands of the rules, by the name of their environment."""
    found = defaultdict(set)
    for path in (ROOT / "workflow/rules").glob("*.smk"):
        for environment, command in RULE.findall(path.read_text()):
            found[environment].add("import_model" if command == "import" else command)
    return found


def imports(command):
    """Return the imports within a command's functions, which are its science."""
    tree = ast.parse((ROOT / f"src/motiflens/cli/{command}.py").read_text())
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    nodes = (node for function in functions for node in ast.walk(function))
    return {ast.unparse(node) for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)}


def test_every_rule_with_a_command_has_an_environment():
    texts = [path.read_text() for path in (ROOT / "workflow/rules").glob("*.smk")]
    told = sum(text.count(" python -m motiflens ") for text in texts)
    assert sum(map(len, commands().values())) == told


@pytest.mark.parametrize("name", sorted(commands()))
def test_an_environment_has_what_its_commands_import(name, tmp_path):
    create(ROOT / f"envs/{name}.yaml", tmp_path)
    wanted = sorted({line for command in commands()[name] for line in imports(command)})
    assert wanted
    finished = subprocess.run(
        [tmp_path / "bin/python", "-c", "\n".join(["import motiflens.cli.app", *wanted])],
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stderr
