"""numba's threads are limited, whether or not it has started them; PyTorch's soon sleep."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from motiflens.cli.threads import wait_briefly

COMPILED = """
@numba.njit
def add(a, b):
    return a + b
add(1, 2)
"""


def in_its_own_process(lines: str) -> str:
    """Return what a new interpreter prints, since numba's pool starts once in each."""
    done = subprocess.run(
        [sys.executable, "-c", lines], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_numba_is_imported_with_the_number_of_threads() -> None:
    assert (
        in_its_own_process(
            "from motiflens.cli.threads import limit_numba; limit_numba(1);"
            "import numba; print(numba.config.NUMBA_NUM_THREADS)"
        )
        == "1\n"
    )


@pytest.mark.parametrize("threads", [1, 2, 64])
def test_functions_still_compile_once_the_pool_has_started(threads: int) -> None:
    """numba refuses to compile where its pool runs and the environment names another number."""
    assert in_its_own_process(
        "import os; os.environ['NUMBA_NUM_THREADS'] = '2'\n"
        "import numba; numba.set_num_threads(2)\n"
        f"from motiflens.cli.threads import limit_numba; limit_numba({threads})\n"
        f"{COMPILED}print(numba.get_num_threads())"
    ) == (f"{min(threads, 2)}\n")


@pytest.mark.parametrize(
    ("environment", "count"),
    [
        ({}, "2000"),
        ({"GOMP_SPINCOUNT": "5"}, "5"),
        ({"OMP_WAIT_POLICY": "ACTIVE"}, None),
    ],
)
def test_waiting_threads_sleep_unless_the_environment_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], count: str | None
) -> None:
    monkeypatch.setattr(os, "environ", dict(environment))
    wait_briefly()
    assert os.environ.get("GOMP_SPINCOUNT") == count
