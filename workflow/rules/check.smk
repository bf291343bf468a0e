import json
from pathlib import Path

from jsonschema import Draft202012Validator
from snakemake.exceptions import WorkflowError
from snakemake.utils import validate

SCHEMA = workflow.source_path("../schemas/config.schema.json")


def check_config():
    """Stop with all that is wrong in the configuration; fill in the defaults."""
    schema = json.loads(Path(SCHEMA).read_text())
    errors = Draft202012Validator(schema).iter_errors(config)
    problems = sorted(map(problem, errors)) or list(broken_names())
    if problems:
        raise WorkflowError("\n".join(["The configuration cannot be used.", *problems]))
    validate(config, schema=SCHEMA)


def problem(error):
    """Return a sentence on one violation of the schema."""
    place = ".".join(map(str, error.absolute_path)) or "top level"
    if error.instance is None:
        return f"{place}: has no value; give one, or leave the key out"
    if error.validator == "oneOf":
        keys = " or ".join(choice["required"][0] for choice in error.validator_value)
        return f"{place}: give either {keys}"
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        names = ", ".join(map(str, error.instance.keys() - known.keys()))
        if known:
            return f"{place}: no such key: {names} (known here: {', '.join(known)})"
        return f"{place}: {names}: names are made of letters, digits and _ . + -"
    return f"{place}: {error.message}"


def broken_names():
    """Yield a sentence on each name that leads nowhere."""
    uses = [
        (f"models.{name}.train.dataset", "datasets", model["train"]["dataset"])
        for name, model in config["models"].items()
        if "train" in model
    ]
    for number, analysis in enumerate(config["analyses"]):
        uses.append((f"analyses.{number}.dataset", "datasets", analysis["dataset"]))
        uses.append((f"analyses.{number}.model", "models", analysis["model"]))
    for place, section, name in uses:
        if name not in config[section]:
            yield f"{place}: there is no {name} in {section}"
    if "models" in config["datasets"]:
        yield "datasets.models: choose another name; results/models is where models are kept"
