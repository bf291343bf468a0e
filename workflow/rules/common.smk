import json
import os
import re
import shlex
import sys
from pathlib import Path
from runpy import run_path

VERSION_FILE = workflow.source_path("../../src/motiflens/_version.py")
VERSION = run_path(VERSION_FILE)["__version__"]


# Rules run `python -m motiflens` with the interpreter that runs Snakemake (unless conda or a module
# puts another in front of it) and with the package beside the workflow.
def extend_path(variable, folder):
    folders = [str(folder), *filter(None, [os.environ.get(variable)])]
    os.environ.update({variable: os.pathsep.join(folders)})


extend_path("PATH", Path(sys.executable).parent)
extend_path("PYTHONPATH", Path(VERSION_FILE).parents[1])


def one_of(names):
    """Return a pattern that matches the names and nothing else."""
    return "|".join(map(re.escape, names)) or "(?!)"


def options(section, without=()):
    """Return a section of the configuration as options of a command."""
    words = []
    for key, value in section.items():
        name = key.replace("_", "-")
        option = f"--{name}"
        if key in without:
            continue
        elif isinstance(value, bool):
            words.append(option if value else f"--no-{name}")
        elif isinstance(value, dict):
            words += [word for pair in value.items() for word in (option, "=".join(pair))]
        else:
            values = value if isinstance(value, list) else [value]
            words += [word for item in values for word in (option, str(item))]
    return shlex.join(words)


def method_options(method):
    """Return the options of a method, as `attribute` takes them."""
    return options({"option": method_values(method)})


def method_values(method, prefix=""):
    """Return the options of a method as text, what is nested as JSON."""
    return {
        prefix + key: json.dumps(value) if isinstance(value, (list, dict)) else str(value)
        for key, value in config["methods"][method].items()
    }


def dataset_files(wildcards):
    """Return the files that a data set is made of, by their keys in the configuration."""
    dataset = config["datasets"][wildcards.dataset]
    files = {key: dataset[key] for key in ("genome", "blacklist") if key in dataset}
    if dataset["negatives"] not in ("genome", "shuffle"):
        files["negatives"] = dataset["negatives"]
    return files | {"classes": list(classes(dataset).values())}


def classes(dataset):
    """Return the files of each class of a data set."""
    return dataset.get("regions") or dataset["sequences"]


def origin(kind):
    """Return the models that are trained (`train`), or that come from elsewhere (`import`)."""
    return [name for name, model in config["models"].items() if kind in model]


def tasks(model):
    """Return what the outputs of a model stand for."""
    source = config["models"][model]
    if "import" in source:
        return source["import"]["tasks"]
    return list(classes(config["datasets"][source["train"]["dataset"]]))


def results(wildcards):
    """Return the folder of each task and method of an analysis."""
    return expand(
        "results/{dataset}/{model}/{task}/{method}",
        **wildcards,
        task=tasks(wildcards.model),
        method=config["methods"],
    )


def device(wildcards, resources):
    """Return where a step computes: on a GPU where the run gives it one."""
    return "cuda" if resources.get("gpu") else "cpu"


def growing(megabytes):
    """Return a `mem_mb` that grows with every attempt."""
    return lambda wildcards, attempt: megabytes * attempt
