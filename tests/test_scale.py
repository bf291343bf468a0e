"""What the plan of large runs rests on."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from motiflens.cli.app import app
from motiflens.hits.columns import HitColumns
from motiflens.hits.table import Hit
from motiflens.sequences.selection import shard_of

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("count", [1, 2, 7, 100])
def test_shards_are_even(count: int) -> None:
    rows = np.arange(0, 3000, 3, dtype=np.int64)
    shards = [shard_of(rows, number, count) for number in range(1, count + 1)]
    sizes = {len(shard) for shard in shards}
    assert max(sizes) - min(sizes) <= 1
    np.testing.assert_array_equal(np.concatenate(shards), rows)


def growing(*arguments: Any, **options: Any) -> Any:
    """Return what the rules' function of that name makes."""
    text = (ROOT / "workflow/rules/common.smk").read_text()
    names: dict[str, Any] = {"inspect": inspect}
    for name in ("known", "growing"):
        start = text.index(f"def {name}(")
        exec(text[start : text.index("\n\n\n", start)], names)
    return names["growing"](*arguments, **options)


def test_resources_grow_with_attempt_and_inputs_up_to_a_limit() -> None:
    small, large = SimpleNamespace(size_mb=100), SimpleNamespace(size_mb=10_000)
    plain = growing(4000)
    assert list(inspect.signature(plain).parameters) == ["wildcards", "attempt"]
    assert [plain(None, attempt) for attempt in (1, 2, 3)] == [4000, 8000, 12000]
    sized = growing(1000, per_mb=2, most=5000)
    assert list(inspect.signature(sized).parameters) == ["wildcards", "input", "attempt"]
    assert [sized(None, given, 1) for given in (small, large)] == [1200, 5000]
    assert sized(None, large, 2) == 10_000


def test_the_benchmark_of_memory_runs_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from scale_steps import inputs_in, steps

    made = inputs_in(Path("inputs"))
    run = {step.argv[0] for step in steps(made, Path("model"), Path("folder"))}
    sys.modules.pop("scale_steps")
    commands = {command.name for command in app.registered_commands}
    assert commands - run == {"import"}  # which reads no regions


def hit(**changes: Any) -> Hit:
    fields = {
        "chrom": "chr2", "start": 5, "end": 9, "motif": "b", "score": 0.5, "strand": "+",
        "sequence": "ACGT", "contribution": 1.5, "coefficient": 1.0, "window": 0, "index": 3,
    }  # fmt: skip
    return Hit(**{**fields, **changes})


def test_hits_as_columns_are_the_hits() -> None:
    hits = [hit(), hit(chrom="chr10", motif="a", sequence="ACGTACGT"), hit(start=1, strand="-")]
    columns = HitColumns.of(hits)
    assert list(columns) == hits
    assert list(columns.in_order()) == [hits[1], hits[2], hits[0]]
    assert list(columns.overlapping("chr2", 0, 5)) == [hits[2]]
    assert columns.named("motif", "a").tolist() == [1]
    assert columns.named("motif", "c").tolist() == []
    assert list(HitColumns.of([])) == []
