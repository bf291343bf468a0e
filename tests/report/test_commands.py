"""The printed lines are commands that the command line takes."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest
import typer

from motiflens.cli.app import app
from motiflens.config import Prepare, Train
from motiflens.report.commands import command_line, commands
from motiflens.report.inputs import Inputs
from report.examples import with_result
from report.made_up import MadeUp


def parse(line: str) -> tuple[str, dict[str, object]]:
    """Return the command of a line, and its options as the command line reads them."""
    program, name, *words = shlex.split(line)
    assert program == "motiflens"
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
    return name, command.make_context(name, words).params


def test_every_step_is_there_in_order_and_is_a_command(inputs: Inputs) -> None:
    steps = [parse(line)[0] for line in commands(inputs)]
    assert steps == ["prepare", "train", *4 * ["attribute", "discover", "logos"], "report"]


def test_options_come_back_as_they_were(inputs: Inputs) -> None:
    parsed = [parse(line)[1] for line in commands(inputs)]
    assert parsed[0]["regions"] == ["A=a.bed", "B=b.bed"]
    assert (parsed[0]["window"], parsed[0]["validation"]) == (40, ["chrII"])
    assert (parsed[1]["epochs"], parsed[1]["anchor"], parsed[1]["threads"]) == (3, True, 2)
    assert (parsed[5]["method"], parsed[5]["options"]) == ("lrp-epsilon", ["epsilon=0.25"])
    assert (parsed[6]["fdr"], parsed[6]["max_seqlets"]) == (0.05, 20000)
    assert len(parsed[-1]["results"]) == 4  # type: ignore[arg-type]


def test_all_options_of_the_configuration_are_options_of_the_commands(inputs: Inputs) -> None:
    prepare = Prepare(genome="g.fa", regions={"A": "a.bed"}, blacklist="b.bed", max_offset=3)
    train = Train(dataset="yeast", anchor=False).model_dump(exclude={"dataset", "each", "bias"})
    data = replace(inputs.data, provenance={"options": prepare.model_dump()})
    training = inputs.card.training.model_copy(update={"options": train})  # type: ignore[union-attr]
    card = inputs.card.model_copy(update={"training": training})
    first, second, *_ = commands(replace(inputs, data=data, cards=(card,)))
    assert parse(first)[1]["blacklist"] == "b.bed"
    assert parse(second)[1]["anchor"] is False


def test_what_was_done_with_motifs_is_there_where_it_was(made_up: MadeUp) -> None:
    inputs = made_up.inputs()
    parsed = [parse(line) for line in commands(inputs)]
    steps = [name for name, _ in parsed]
    own = ["attribute", "discover", "logos", "hits", "effects"]
    assert steps == ["prepare", "train", *own, *own, "families", "report"]
    options = dict(parsed)
    assert options["hits"]["fdr"] == 0.05
    assert options["effects"]["sequences"] == 64
    assert str(options["report"]["families"]) == "families.json"


def test_an_imported_model_has_no_training_to_repeat(inputs: Inputs) -> None:
    card = inputs.card.model_copy(update={"training": None})
    assert not any(" train " in line for line in commands(replace(inputs, cards=(card,))))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"max_n": 0.05}, "--max-n 0.05"),
        ({"blacklist": None, "sequences": {}}, ""),
        ({"shift": False, "anchor": True}, "--no-shift --anchor"),
        ({"test": ["chr4", "chr9"]}, "--test chr4 --test chr9"),
        ({"regions": {"A": "my peaks.bed"}}, "--regions 'A=my peaks.bed'"),
        ({"genome": "a.fa; rm -r x"}, "--genome 'a.fa; rm -r x'"),
    ],
)
def test_words(options: dict[str, object], words: str) -> None:
    assert command_line("prepare", options) == f"motiflens prepare {words}".rstrip()


def test_recursive_seqlets_are_asked_for_again(inputs: Inputs) -> None:
    motifs = inputs.results[0].motifs
    tried = motifs.tried | {"recursive_seqlets": 1}
    changed = with_result(inputs, 0, motifs=motifs.model_copy(update={"tried": tried}))
    lines = [line for line in commands(changed) if line.startswith("motiflens discover")]
    assert ["--seqlets recursive" in line for line in lines] == [True, False, False, False]
