"""Peak memory, time and bytes of every step against the number of regions: memory should not grow.

A genome with motifs at its regions is made up, and every command runs on it as the workflow runs
it, in a process of its own, whose largest resident set and CPU time are noted. Nets are tiny and
windows 200 bp. A line a step is added to a table, and `docs/figures/scale.py` draws it.

    python benchmarks/memory.py --regions 1000 --regions 10000 --regions 100000 --table scale.tsv
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from scale_steps import Inputs, Step, inputs_in, preparing, steps
from tables import append

LEARNT = 1000
"""Regions of the data that the explained network is trained on, whatever the number of regions."""


@dataclass(frozen=True)
class Row:
    """What a step took on so many regions."""

    step: str
    regions: int
    peak_mb: float
    cpu_s: float
    output_mb: float


def measured(step: Step, regions: int, logs: Path) -> Row:
    """Run a step and return what it took."""
    command = [sys.executable, "-m", "motiflens", *step.argv]
    log = logs / f"{step.output.name}.log"
    with log.open("w") as file, subprocess.Popen(command, stdout=file, stderr=file) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}\n{log.read_text()}")
    return Row(
        step.name,
        regions,
        round(used.ru_maxrss / 1024, 1),
        round(used.ru_utime + used.ru_stime, 1),
        round(size(step.output) / 1e6, 3),
    )


def size(path: Path) -> int:
    """Return the bytes of a file, or of the files of a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def inputs(folder: Path, regions: int) -> Inputs:
    """Return files of so many regions, which another process makes: its memory is not ours."""
    script = Path(__file__).with_name("scale_inputs.py")
    subprocess.run([sys.executable, script, folder, str(regions)], check=True)
    return inputs_in(folder)


def explained(folder: Path) -> Path:
    """Return the folder of the network that is explained, which is trained where it is not there.

    It is the same for every number of regions, so that attributions differ in that alone.
    """
    model, data = folder / "model", folder / "model-data.h5"
    if not model.exists():
        made = inputs(folder / "model-inputs", LEARNT)
        (prepare, *_) = preparing(made, folder)
        words = (*prepare.argv[:-4], "--output", str(data), "--dropped", f"{data}.tsv")
        train = ("train", "--data", str(data), "--epochs", "12", "--output", str(model))
        for argv in (words, train):
            subprocess.run([sys.executable, "-m", "motiflens", *argv], check=True)
    return model


def main() -> None:
    """Run the steps, all or those asked for, for each number of regions."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--regions", type=int, action="append", help="may be given repeatedly")
    parser.add_argument("--step", action="append", help="only steps whose name begins so")
    parser.add_argument("--folder", type=Path, default=Path("scale"), help="where files are made")
    parser.add_argument("--table", type=Path, default=Path("scale.tsv"))
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    model = explained(asked.folder)
    for regions in asked.regions or [1_000, 10_000, 100_000]:
        folder = asked.folder / str(regions)
        made = inputs(folder / "inputs", regions)
        for step in steps(made, model, folder):
            if not asked.step or step.name.startswith(tuple(asked.step)):
                row = measured(step, regions, folder)
                append(asked.table, row)
                print(
                    f"{regions:>8,} {row.step:<32} {row.peak_mb:>8.0f} MB {row.cpu_s:>8.1f} s CPU "
                    f"{row.output_mb:>10.2f} MB written",
                    flush=True,
                )


if __name__ == "__main__":
    main()
