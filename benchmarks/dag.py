"""CPU time of building the graph of jobs, beside the same graph of rules of files alone.

Ten data sets of five folds, three methods and a hundred shards: 15,000 jobs of attribution, and
what comes before and after. `snakemake --dry-run` is timed on the workflow, and on a Snakefile of
the same files by the same wildcards, without logs, resources, parameters or functions.

    python benchmarks/dag.py [--datasets 10] [--folds 5] [--shards 100]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

WORKFLOW = Path(__file__).parents[1] / "Snakefile"
METHODS = ("deeplift", "lrp-epsilon", "gradient-x-input")


def write_workflow(folder: Path, datasets: int, folds: int) -> None:
    """Write a configuration of the workflow, and the files that it names, which stay empty."""
    names = [f"set{number}" for number in range(datasets)]
    config = {
        "datasets": {
            name: {"genome": "genome.fa", "regions": {"A": f"{name}.bed"}, "folds": folds}
            for name in names
        },
        "models": {f"net-{name}": {"train": {"dataset": name}} for name in names},
        "analyses": [{"dataset": name, "model": f"net-{name}"} for name in names],
        "methods": {method: {} for method in METHODS},
    }
    (folder / "config.json").write_text(json.dumps(config))
    for name in ("genome.fa", *(f"{name}.bed" for name in names)):
        (folder / name).touch()


def write_bare(folder: Path, datasets: int, folds: int, shards: int) -> None:
    """Write a Snakefile of the same files."""
    head = f"SETS, FOLDS, SHARDS = range({datasets}), range({folds}), range(1, {shards} + 1)\n"
    (folder / "bare.smk").write_text(f"{head}METHODS = {METHODS}\n{BARE}")


BARE = """
RUN = "bare/{dataset}/{model}/{task}/{method}"
MODELS = expand("bare/models/{{model}}/fold{fold}", fold=FOLDS)
RUNS = expand("bare/{{dataset}}/{{model}}/A/{method}", method=METHODS)


def of_all(name):
    return [f"{run}/{name}" for run in RUNS]


rule all:
    input:
        expand("bare/set{number}/net-set{number}/report.html", number=SETS),
        expand(
            "bare/set{number}/net-set{number}/A/{method}/logos", number=SETS, method=METHODS
        ),


rule prepare:
    input:
        "genome.fa",
        "{dataset}.bed",
    output:
        "bare/{dataset}/data.h5",
        "bare/{dataset}/dropped.tsv",
    shell:
        "prepare"


rule train:
    input:
        "bare/{dataset}/data.h5",
    output:
        directory("bare/models/net-{dataset}/fold{fold}"),
    shell:
        "train"


rule audit:
    input:
        "bare/{dataset}/data.h5",
        "bare/models/{model}/fold0",
    output:
        "bare/{dataset}/{model}/audit.json",
    shell:
        "audit"


rule attribute:
    input:
        "bare/{dataset}/data.h5",
        "bare/models/{model}/fold{fold}",
        "bare/{dataset}/{model}/audit.json",
    output:
        temp(f"{RUN}/fold{{fold}}.{{scatteritem}}.h5"),
    shell:
        "attribute"


rule gather:
    input:
        expand(
            f"{RUN}/fold{{fold}}.{{part}}-of-{len(SHARDS)}.h5",
            fold=FOLDS,
            part=SHARDS,
            allow_missing=True,
        ),
    output:
        f"{RUN}/contributions.h5",
    shell:
        "gather"


rule discover:
    input:
        f"{RUN}/contributions.h5",
    output:
        directory(f"{RUN}/motifs"),
    shell:
        "discover"


rule hits:
    input:
        f"{RUN}/contributions.h5",
        f"{RUN}/motifs",
    output:
        directory(f"{RUN}/hits"),
    shell:
        "hits"


rule effects:
    input:
        "bare/{dataset}/data.h5",
        MODELS,
        f"{RUN}/contributions.h5",
        f"{RUN}/motifs",
        f"{RUN}/hits",
    output:
        f"{RUN}/effects.json",
    shell:
        "effects"


rule logos:
    input:
        f"{RUN}/motifs",
    output:
        directory(f"{RUN}/logos"),
    shell:
        "logos"


rule families:
    input:
        of_all("motifs"),
    output:
        "bare/{dataset}/{model}/families.json",
    shell:
        "families"


rule report:
    input:
        "bare/{dataset}/data.h5",
        MODELS,
        "bare/{dataset}/{model}/audit.json",
        of_all("contributions.h5"),
        of_all("motifs"),
        of_all("hits"),
        of_all("effects.json"),
        "bare/{dataset}/{model}/families.json",
    output:
        "bare/{dataset}/{model}/report.html",
    shell:
        "report"
"""


def planned(folder: Path, *arguments: str) -> tuple[float, int]:
    """Return the CPU time of a dry run, in seconds, and how many jobs it found."""
    words = ("--dry-run", "--cores", "1", "--quiet", "rules", *arguments)
    command = [sys.executable, "-m", "snakemake", *words]
    with (folder / "printed").open("w+") as printed:
        with subprocess.Popen(command, cwd=folder, stdout=printed, stderr=printed) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        text = printed.read()
    jobs = re.search(r"^total +(\d+)", text, re.MULTILINE)
    if process.returncode or jobs is None:
        raise SystemExit(text)
    return used.ru_utime + used.ru_stime, int(jobs[1])


def main() -> None:
    """Print both, and how many times as long the workflow takes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--datasets", type=int, default=10)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--shards", type=int, default=100)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_workflow(folder, asked.datasets, asked.folds)
        write_bare(folder, asked.datasets, asked.folds, asked.shards)
        scatter = ("--set-scatter", f"shards={asked.shards}")
        bare, rules = planned(folder, "--snakefile", "bare.smk")
        print(f"bare rules   {rules:>7,} jobs {bare:>6.1f} s CPU", flush=True)
        own = ("--snakefile", str(WORKFLOW), "--configfile", "config.json", *scatter)
        whole, jobs = planned(folder, *own)
        print(f"the workflow {jobs:>7,} jobs {whole:>6.1f} s CPU, {whole / bare:.2f} times as long")


if __name__ == "__main__":
    main()
