"""Batches side by side: in order, none taken too early, errors passed on, threads put back."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import torch

from motiflens.attribution.workers import side_by_side


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_come_in_order(workers: int) -> None:
    assert list(side_by_side(lambda n: n * n, range(20), workers)) == [n * n for n in range(20)]


def test_workers_compute_at_the_same_time_with_a_thread_each_and_no_gradients() -> None:
    meeting = threading.Barrier(3, timeout=20)

    def meet(number: int) -> tuple[int, bool]:
        meeting.wait()
        return torch.get_num_threads(), torch.is_inference_mode_enabled()

    before = torch.get_num_threads()
    assert list(side_by_side(meet, range(6), 3)) == [(1, True)] * 6
    assert torch.get_num_threads() == before


def test_no_more_is_taken_than_is_worked_on() -> None:
    taken = []

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    results = side_by_side(lambda n: n, items(), 2)
    assert next(results) == 0
    assert len(taken) <= 4
    results.close()
    assert len(taken) <= 4


def test_an_error_ends_the_work() -> None:
    done = []

    def fail(number: int) -> int:
        if number == 3:
            raise ValueError("three")
        done.append(number)
        return number

    with pytest.raises(ValueError, match="three"):
        list(side_by_side(fail, range(1000), 2))
    assert len(done) < 20
