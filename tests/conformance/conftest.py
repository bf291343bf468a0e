"""The cases of the oracle file, as parameters of the tests."""

from __future__ import annotations

import json

import pytest

from conformance.covered import runner


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if not {"case", "expectation"} & set(metafunc.fixturenames):
        return
    path = metafunc.config.getoption("--oracles")
    cases = json.loads(path.read_text())["cases"]
    if "expectation" not in metafunc.fixturenames:
        metafunc.parametrize("case", [pytest.param(case, id=case["name"]) for case in cases])
        return
    metafunc.parametrize(
        ("case", "expectation"),
        [
            pytest.param(case, name, id=f"{case['name']}-{name}")
            for case in cases
            for name, expected in case["expected"].items()
            if runner(name, expected) is not None
        ],
    )
