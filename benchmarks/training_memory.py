"""Peak memory of training against the number of windows: it should hardly grow.

Data sets of profiles are drawn at random, and `motiflens train` runs on each for one epoch in a
process of its own, whose largest resident set is printed. Run it with

    python benchmarks/training_memory.py --windows 1000 --windows 10000 --windows 100000
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from motiflens.store.windows import Windows, write_windows

WINDOW, OUTPUT, OFFSET = 500, 400, 50
TRAIN = (
    *("--architecture", "bpnet", "--arguments", "filters=8", "--arguments", "layers=2"),
    *("--epochs", "1"),
)


def profiles(n: int) -> Windows:
    """Return ``n`` windows of random bases and reads, on both strands."""
    rng = np.random.default_rng(0)
    start = np.arange(n, dtype=np.int64) * 1000
    return Windows(
        codes=rng.integers(0, 4, (n, WINDOW + 2 * OFFSET), dtype=np.uint8),
        offset=np.full(n, OFFSET, np.int32),
        max_offset=OFFSET,
        window=WINDOW,
        tasks=("reads",),
        labels=(np.arange(n)[:, None] % 2).astype(np.int8),
        part=(np.arange(n) % 10 // 8).astype(np.uint8),  # 80 % are trained on
        folds=np.array([[0, 1]], np.uint8),
        chrom=np.full(n, "chr1"),
        start=start,
        end=start + WINDOW,
        name=np.array([f"window_{i}" for i in range(n)]),
        background=np.full(4, 0.25),
        background_single_strand=np.full(4, 0.25),
        dropped=(),
        provenance={},
        readout="profiles",
        profiles=rng.poisson(0.2, (n, 2, OUTPUT + 2 * OFFSET)).astype(np.float32),
        tracks=(2,),
        output_window=OUTPUT,
    )


def peak(data: Path, model: Path) -> float:
    """Train on ``data`` and return the largest resident set in MB."""
    command = [sys.executable, "-m", "motiflens", "train", "--data", str(data), *TRAIN]
    with subprocess.Popen([*command, "--output", str(model)], stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}")
    return usage.ru_maxrss / 1024


def main() -> None:
    """Print a line for each number of windows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--windows", type=int, action="append", help="may be given repeatedly")
    chosen = parser.parse_args().windows or [1_000, 10_000, 100_000]
    print(f"{'windows':>9} {'in memory, MB':>14} {'file, MB':>9} {'peak, MB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for n in chosen:
            data = Path(folder) / "data.h5"
            windows = profiles(n)
            arrays = (windows.codes, windows.profiles)
            size = sum(array.nbytes for array in arrays if isinstance(array, np.ndarray)) / 1e6
            write_windows(data, windows)
            del windows, arrays
            stored = data.stat().st_size / 1e6
            used = peak(data, Path(folder) / "model")
            print(f"{n:>9,} {size:>14,.0f} {stored:>9,.0f} {used:>9,.0f}", flush=True)


if __name__ == "__main__":
    main()
