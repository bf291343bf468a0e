"""What a job costs beside its work: CPU time of steps on tiny inputs, less that of `import torch`.

    python benchmarks/overhead.py [--regions 240]

The last column is what is left of a step: its imports, the start of libraries such as numba and
Lightning, and the little work that there is.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from memory import explained, inputs, measured
from scale_steps import steps

TORCH = "import torch"


def cpu_of(*words: str) -> float:
    """Return the CPU time of Python with these words, in seconds."""
    command = [sys.executable, *words]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}")
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print the cost of torch, of `motiflens --help`, and of every step."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--regions", type=int, default=240)
    parser.add_argument("--folder", type=Path, help="where inputs are made, and stay")
    asked = parser.parse_args()
    torch = min(cpu_of("-c", TORCH) for _ in range(3))
    print(f"{TORCH:<40} {torch:>6.2f} s CPU")
    print(f"{'motiflens --help':<40} {cpu_of('-m', 'motiflens', '--help'):>6.2f} s CPU")
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        model, made = explained(folder), inputs(folder / "inputs", asked.regions)
        home = folder / str(asked.regions)
        home.mkdir(exist_ok=True)
        for step in steps(made, model, home):
            cpu = measured(step, asked.regions, home).cpu_s
            print(f"{step.name:<40} {cpu:>6.1f} s CPU, {cpu - torch:>5.1f} s more", flush=True)


if __name__ == "__main__":
    main()
