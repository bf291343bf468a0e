import json
import re
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator
from snakemake.exceptions import WorkflowError
from snakemake.utils import update_config, validate

SCHEMA = workflow.source_path("../schemas/config.schema.json")
# What names of data sets, models and tasks look like, which become folders and words of commands.
(NAME,) = json.loads(Path(SCHEMA).read_text())["properties"]["datasets"]["patternProperties"]


def check_config():
    """Stop with all that is wrong in the configuration; fill in the defaults."""
    if is_endless(config):
        raise WorkflowError(
            "The configuration stands for too many values: look at its aliases (*)."
        )
    for section in from_the_command_line():
        update_config(config, as_in_a_file(section))
    schema = json.loads(Path(SCHEMA).read_text())
    violations = map(problem, Draft202012Validator(schema).iter_errors(config))
    problems = list(bare_numbers(config)) or sorted(violations)
    problems = problems or [*broken_names(), *at_odds_with_folds(), *variants_of_nothing()]
    if problems:
        raise WorkflowError("\n".join(["The configuration cannot be used.", *problems]))
    validate(config, schema=SCHEMA)


def is_endless(section):
    """Return whether a section stands for more values than any is written with, by its aliases."""
    parts, seen = [section], 0
    while parts and seen < 1_000_000:
        part = parts.pop()
        inner = part.values() if isinstance(part, dict) else part
        if isinstance(part, (dict, list)):
            parts += inner
            seen += len(part)
    return bool(parts)


def from_the_command_line():
    """Return what ``--config`` gave; as a module, those sections of it that came down to here."""
    given = workflow.config_settings.config
    if workflow.modifier.parent_modifier is None:
        return [given]
    return [section for section in given.values() if section and is_part(section, config)]


def is_part(section, whole):
    """Return whether all that a section says is said by another."""
    if not (isinstance(section, dict) and isinstance(whole, dict)):
        return section == whole
    return all(key in whole and is_part(section[key], whole[key]) for key in section)


def as_in_a_file(value):
    """Return what ``--config`` gave, read as in a file: Snakemake leaves text within sections."""
    if isinstance(value, dict):
        return {key: as_in_a_file(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_in_a_file(inner) for inner in value]
    if not isinstance(value, str):
        return value
    try:
        return yaml.safe_load(value)
    except (yaml.YAMLError, ValueError, RecursionError):
        return value


def bare_numbers(section, place="top level"):
    """Yield a sentence on each key that YAML does not read as text."""
    for key, value in section.items():
        if not isinstance(key, str):
            yield f'{place}: write the name {key} in quotes: "{key}"'
        elif isinstance(value, dict):
            yield from bare_numbers(value, key)


def problem(error):
    """Return a sentence on one violation of the schema."""
    place = ".".join(map(str, error.absolute_path)) or "top level"
    if error.instance is None:
        return f"{place}: has no value; give one, or leave the key out"
    if error.validator == "oneOf" and "discriminator" in error.schema:
        return "\n".join(variant_problems(place, error))
    if error.validator == "oneOf":
        keys = [choice["required"][0] for choice in error.validator_value]
        if len(keys) == 2:
            return f"{place}: give either {' or '.join(keys)}"
        return f"{place}: give one of {', '.join(keys)}"
    if error.validator == "additionalProperties":
        return f"{place}: {unknown_keys(error.instance, error.schema)}"
    return f"{place}: {error.message}"


def variant_problems(place, error):
    """Yield what is wrong with one of several variants, told apart by their key ``rule``."""
    variants = error.schema["discriminator"]["mapping"]
    chosen = error.instance.get("rule") if isinstance(error.instance, dict) else None
    if chosen not in variants:
        yield f"{place}: give a rule: {', '.join(variants)}"
        return
    references = [choice["$ref"] for choice in error.validator_value]
    for violation in error.context:
        if violation.schema_path[0] == references.index(variants[chosen]):
            yield problem(violation)


def unknown_keys(section, schema):
    """Return a sentence on the keys of a section that its schema does not have."""
    known = schema.get("properties", {})
    patterns = "|".join(schema.get("patternProperties", ["(?!)"]))
    names = [str(key) for key in section if key not in known and not re.search(patterns, str(key))]
    if known:
        return f"no such key: {', '.join(names)} (known here: {', '.join(known)})"
    return f"{', '.join(names)}: names are made of letters, digits and _ . + -"


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
    uses += [
        (f"models.{name}.train.bias", "models", model["train"]["bias"])
        for name, model in config["models"].items()
        if "bias" in model.get("train", {})
    ]
    for place, section, name in uses:
        if name not in config[section]:
            yield f"{place}: there is no {name} in {section}"
    if "models" in config["datasets"]:
        yield "datasets.models: choose another name; results/models is where models are kept"


def variants_of_nothing():
    """Yield a sentence on variants of a data set without a genome."""
    for number, analysis in enumerate(config["analyses"]):
        dataset = config["datasets"].get(analysis["dataset"], {})
        if "variants" in analysis and "genome" not in dataset:
            yield f"analyses.{number}.variants: datasets.{analysis['dataset']} has no genome"


def at_odds_with_folds():
    """Yield a sentence on what cannot be averaged over the folds of a model."""
    select = config.get("attribute", {}).get("select")
    if select not in ("held-out", "top"):
        return
    for number, analysis in enumerate(config["analyses"]):
        model = config["models"].get(analysis["model"], {})
        dataset = config["datasets"].get(model.get("train", {}).get("dataset"), {})
        if max(dataset.get("folds", 1), model.get("import", {}).get("folds", 1)) > 1:
            yield (
                f"attribute.select: {select} windows differ from fold to fold, and analyses.{number}"
                " averages over folds; write positives or all"
            )
