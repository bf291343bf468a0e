"""The cases of the oracle file, as parameters of the tests."""

from __future__ import annotations

import json

import pytest

from conformance.covered import runner


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if not {"case", "expectation", "shuffled", "measured"} & set(metafunc.fixturenames):
        return
    oracles = json.loads(metafunc.config.getoption("--oracles").read_text())
    if "shuffled" in metafunc.fixturenames:
        shuffles = oracles.get("dinucleotide_shuffle_cases", [])
        metafunc.parametrize("shuffled", [pytest.param(it, id=it["sequence"]) for it in shuffles])
        return
    if "measured" in metafunc.fixturenames:
        metrics = oracles.get("metric_cases", [])
        metafunc.parametrize("measured", [pytest.param(it, id=it["metric"]) for it in metrics])
        return
    cases = oracles["cases"]
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
