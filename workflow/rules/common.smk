import inspect
import json
import os
import re
import shlex
import sys
from functools import cache
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

VERSION = run_path(workflow.source_path("../../src/motiflens/_version.py"))["__version__"]
inputs_of = run_path(workflow.source_path("../../src/motiflens/sequences/inputs_of.py"))[
    "inputs_of"
]


# Rules run `python -m motiflens` with the interpreter that runs Snakemake (unless conda or a module
# puts another in front of it) and with the package beside the workflow. `source_path` would be a copy
# of one file. Snakemake takes PYTHONPATH from jobs in conda environments, so that it has another name
# until a job starts; a `shell.prefix` would be that of a workflow that has this one as a module, too.
HERE = workflow.current_basedir.get_path_or_uri(secret_free=True)
PATHS = [str(Path(HERE, "../../src").resolve()), *filter(None, [os.environ.get("PYTHONPATH")])]
os.environ.update(
    MOTIFLENS_PATH=os.pathsep.join(PATHS),
    PATH=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
)


# Of jobs that could start, those go first on which most waits: discovery, which takes longest, and
# what leads to it; then what else the report waits for. Nothing waits for logos.
FIRST, SECOND = 2, 1


def one_of(names):
    """Return a pattern that matches the names and nothing else."""
    return "|".join(map(re.escape, names)) or "(?!)"


def options(section, without=(), only=None):
    """Return a section of the configuration, or some of its keys, as options of a command."""
    words = []
    for key, value in section.items():
        name = key.replace("_", "-")
        option = f"--{name}"
        if key in without or (only is not None and key not in only):
            continue
        elif isinstance(value, bool):
            words.append(option if value else f"--no-{name}")
        elif isinstance(value, dict):
            words += [word for pair in value.items() for word in (option, as_pair(*pair))]
        else:
            values = value if isinstance(value, list) else [value]
            words += [word for item in values for word in (option, str(item))]
    return shlex.join(words)


def as_pair(name, value):
    """Return NAME=VALUE, as options of options are written."""
    return f"{name}={json.dumps(value) if isinstance(value, (list, dict, bool)) else value}"


@cache
def method_options(method):
    """Return the options of a method, as `attribute` takes them."""
    return options({"option": method_values(method)})


def methods_of_config():
    """Return all methods with their options, as commands take them that know several."""
    values = {
        name: value
        for method in config["methods"]
        for name, value in method_values(method, f"{method}.").items()
    }
    return options({"method": list(config["methods"]), "option": values})


def method_values(method, prefix=""):
    """Return the options of a method as text, what is nested as JSON."""
    return {
        prefix + key: json.dumps(value) if isinstance(value, (list, dict)) else str(value)
        for key, value in config["methods"][method].items()
    }


@cache
def files_and_tasks(dataset):
    """Return the files that a data set is made of, by their keys, and its tasks."""
    try:
        files, names = inputs_of(config["datasets"][dataset])
    except ValueError as error:
        raise WorkflowError(f"datasets.{dataset}.{error}") from None
    for name in names:  # those of a sample sheet were checked by nobody yet, and name folders
        if not re.fullmatch(NAME, name):
            raise WorkflowError(
                f"datasets.{dataset}.samples: {name!r} cannot be the name of a sample: "
                "names are made of letters, digits and _ . + -"
            )
    return files, names


def dataset_files(wildcards):
    """Return the files that a data set is made of, by their keys in the configuration."""
    return files_and_tasks(wildcards.dataset)[0]


def where_found(section, files, inputs):
    """Return a section with its files where a job finds them.

    They are elsewhere than the configuration says in the module of another workflow that gives it a
    prefix, and in a storage. ``files`` names them as configured, by the keys of the section, and
    ``inputs`` in the same order as found.
    """
    places = {key: dict(zip(files[key], inputs[key])) for key in files if key in section}
    return section | {key: replaced(section[key], places[key]) for key in places}


def replaced(value, places):
    """Return a path, or a dictionary of paths, with others in their places."""
    if isinstance(value, dict):
        return {key: str(places[path]) for key, path in value.items()}
    return str(places[value]) if value in places else value


def prepare_options(wildcards, input):
    """Return the section of a data set as options of `prepare`."""
    files = dataset_files(wildcards)
    return options(where_found(config["datasets"][wildcards.dataset], files, input))


def files_of(section, *keys):
    """Return the files that a section of the configuration names, by their keys."""
    return {key: [config[section][key]] for key in keys if key in config.get(section, {})}


def options_with_files(section, *keys):
    """Return what makes options of a section that names files by these keys."""
    files = files_of(section, *keys)
    return lambda wildcards, input: options(where_found(config.get(section, {}), files, input))


def import_options(wildcards, input):
    """Return source and options of an import, with the number of the fold in names of files."""
    section = config["models"][wildcards.model]["import"]
    files = imported_files(wildcards)
    section = where_found(section | {key: files[key][0] for key in files}, files, input)
    return f"{shlex.quote(section['source'])} {options(section, without=['source', 'folds'])}"


def imported_files(wildcards):
    """Return the files of an import by their keys, for one fold."""
    section = config["models"][wildcards.model]["import"]
    return {
        key: [section[key].replace("{fold}", wildcards.fold)]
        for key in ("source", "weights", "examples")
        if key in section
    }


def one_for_each():
    """Put a model of each task in the place of those that are to be `each`, also in analyses."""
    for name, model in list(config["models"].items()):
        if model.get("train", {}).get("each"):
            own = {f"{name}.{task}": one_of_them(model["train"], task) for task in tasks(name)}
            del config["models"][name]
            config["models"] |= own
            config["analyses"] = [
                analysis | {"model": model} if model else analysis
                for analysis in config["analyses"]
                for model in (own if analysis["model"] == name else [None])
            ]


def one_of_them(training, task):
    """Return a model that is trained on one task."""
    return {"train": training | {"tasks": [task], "each": False}}


def origin(kind):
    """Return the models that are trained (`train`), or that come from elsewhere (`import`)."""
    return [name for name, model in config["models"].items() if kind in model]


@cache
def tasks(model):
    """Return what the outputs of a model stand for."""
    source = config["models"][model]
    if "import" in source:
        return source["import"]["tasks"]
    return source["train"].get("tasks") or files_and_tasks(source["train"]["dataset"])[1]


@cache
def folds(model):
    """Return the numbers of a model's folds: those of its data set, or of its files."""
    source = config["models"][model]
    if "import" in source:
        return range(source["import"]["folds"])
    return range(config["datasets"][source["train"]["dataset"]]["folds"])


def analysis_of(wildcards):
    """Return the section of the analysis that a file belongs to; nothing where there is none."""
    names = (wildcards.dataset, wildcards.model)
    found = (one for one in config["analyses"] if (one["dataset"], one["model"]) == names)
    return next(found, {})


def explained(wildcards):
    """Return the tasks of an analysis: those that it names, or all of its model."""
    return analysis_of(wildcards).get("tasks") or tasks(wildcards.model)


def known_sites(wildcards):
    """Return the file with the known sites of a task, if there is one."""
    sites = analysis_of(wildcards).get("sites", {})
    return [sites[wildcards.task]] if wildcards.task in sites else []


def evaluations(wildcards):
    """Return the evaluation of each task of an analysis, if there are to be any."""
    each = "results/{dataset}/{model}/{task}/evaluation.json"
    return expand(each, **wildcards, task=explained(wildcards)) if "evaluate" in config else []


def results(wildcards):
    """Return the folder of each task and method of an analysis."""
    return [
        f"results/{wildcards.dataset}/{wildcards.model}/{task}/{method}"
        for task in explained(wildcards)
        for method in config["methods"]
    ]


def results_of_task(wildcards):
    """Return the folder of each method of one task of an analysis."""
    return expand(
        "results/{dataset}/{model}/{task}/{method}", **wildcards, method=config["methods"]
    )


def folders_of(files):
    """Return the folders that inputs lie in, as options of commands that read all that is there.

    Of inputs, since their paths are others within another workflow, or in a storage.
    """
    return options({"results": [str(Path(file).parent) for file in files]})


def all_results():
    """Return the folder of each task and method of every analysis."""
    names = [(one["dataset"], one["model"]) for one in config["analyses"]]
    analyses = [SimpleNamespace(dataset=dataset, model=model) for dataset, model in names]
    return [folder for analysis in analyses for folder in results(analysis)]


def known(function):
    """Return a function with its parameters written on it: Snakemake looks for them in every job.

    Of a graph of thousands of jobs, it otherwise spends more time on that than on the functions.
    """
    function.__signature__ = inspect.signature(function)
    return function


@known
def part(wildcards):
    """Return which of the shards it is, as `attribute` takes it."""
    return wildcards.scatteritem.replace("-of-", "/")


@known
def own_options(wildcards):
    """Return the options of the method."""
    return method_options(wildcards.method)


@known
def device(wildcards, resources):
    """Return where a step computes: on a GPU of its own where the run gives it one.

    Snakemake does not hand out GPUs on a single machine, so that jobs find a free one themselves.
    """
    if not resources.get("gpu"):
        return "cpu"
    sharing = int(resources.get("jobs_per_gpu") or 1)
    return "cuda:free" if sharing == 1 else f"cuda:free/{sharing}"


@known
def devices(wildcards, resources):
    """Return how many GPUs the run gives a step; 1 where it gives none."""
    return max(1, int(resources.get("gpu") or 1))


def growing(base, per_mb=0, most=None):
    """Return a `mem_mb`, or a `runtime`, that grows with every attempt.

    And, of steps that take more of larger inputs, by ``per_mb`` for each MB of them, up to
    ``most`` at the first attempt; docs/scale.md has the figures that this rests on.
    """

    def by_attempt(wildcards, attempt):
        return base * attempt

    def by_size(wildcards, input, attempt):
        asked = base + per_mb * input.size_mb
        return attempt * int(asked if most is None else min(asked, most))

    return known(by_size if per_mb else by_attempt)


one_for_each()
