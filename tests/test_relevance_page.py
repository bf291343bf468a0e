"""docs/relevance.md speaks of every rule and composite, and its figures can be made again."""

from __future__ import annotations

import json
import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml

from motiflens import explain
from motiflens.attribution.lrp_rules import RULES
from motiflens.attribution.methods import METHODS
from motiflens.attribution.result import Attribution
from motiflens.config import method_options
from motiflens.errors import UnsupportedOperationError
from motiflens.models.architectures import build
from motiflens.models.encoding import one_hot
from motiflens.models.saving import save_model
from motiflens.models.shape import Shape
from motiflens.store.windows import write_windows
from store.examples import make_windows

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/relevance.md").read_text(encoding="utf-8")
ROWS = [line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("| `")]


@pytest.fixture(scope="module")
def figures():
    """Return the script that makes the figures."""
    spec = spec_from_file_location("relevance_figures", ROOT / "docs/figures/relevance.py")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # where its dataclasses look for their module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_every_rule_stands_in_the_table():
    rows = {cells[0].strip(" `"): cells for cells in ROWS}
    for name, row in RULES.items():
        assert rows[name][2].strip() == ("yes" if row.conserves else "no")


def test_every_composite_stands_in_the_table():
    named = {cells[0].strip(" `") for cells in ROWS if len(cells) == 5}
    assert named == {name for name, row in METHODS.items() if row.family == "lrp"}


def test_figures_and_pages_that_are_linked_are_there():
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]*)\)", PAGE)]
    assert sum(link.startswith("figures/") for link in links) == 3
    for link in filter(None, links):
        assert (ROOT / "docs" / link).is_file(), link


def test_the_composite_of_the_page_is_a_valid_one():
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    methods = yaml.safe_load(text)["methods"]
    assert [rule.rule for rule in method_options("lrp", methods["lrp"]).rules] == [
        "z-box", "gamma", "epsilon",
    ]  # fmt: skip


def test_the_composite_of_the_command_line_is_a_valid_one():
    (text,) = re.findall(r"--option 'rules=(.*?)'", PAGE)
    assert len(method_options("lrp", {"rules": text}).rules) == len(json.loads(text)) == 2


class Recurrent(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(4, 1, batch_first=True)

    def forward(self, x):
        return self.lstm(x.transpose(1, 2))[0][:, -1]


def test_recurrent_layers_are_refused_by_lrp_alone():
    model, x = Recurrent().eval(), torch.eye(4)[None]
    assert explain(model, x).scores.shape == (1, 4)
    for method in ("lrp-epsilon", "deep-taylor"):
        with pytest.raises(UnsupportedOperationError, match="sequences in the first dimension"):
            explain(model, x, method=method)


def test_two_rules_see_the_gauge_and_two_do_not(figures):
    moved = torch.tensor([1.5, -1.0, 0.5, 2.0, -1.5, 1.0, -0.5, 1.5])
    names = list(figures.GAUGES)
    differ = []
    for name in names:
        here, there = figures.explain_scan(name, 0 * moved), figures.explain_scan(name, moved)
        differ.append(not torch.allclose(here, there, atol=1e-5))
    assert differ == [True, True, False, False]


def test_receivers_add_up_to_the_output(figures):
    n, part = 3, {"scores": torch.rand(3, 5), "prediction": torch.rand(3)}
    absorbed = {"b/bias": torch.rand(n), "b/signs": torch.rand(n), "a/stabiliser": torch.rand(n)}
    absorbed["a/bias"] = part["prediction"] - part["scores"].sum(1) - sum(absorbed.values())
    rest = dict.fromkeys(
        ("contributions", "hypothetical", "reference_prediction", "completeness_error",
         "absolute_error", "recomputed"), torch.zeros(n),
    )  # fmt: skip
    found = Attribution(**part, **rest, absorbed=absorbed, channels={"a": torch.zeros(n, 2)})
    parts = figures.received(found)
    assert sum(parts.values()) == pytest.approx(float(part["prediction"].mean()), abs=1e-6)
    assert parts["bias at the first layer"] == pytest.approx(float(absorbed["a/bias"].mean()))
    assert parts["other biases"] == pytest.approx(float(absorbed["b/bias"].mean()))


def test_mutagenesis_is_the_mean_over_the_other_bases(figures):
    torch.manual_seed(0)
    network = build("small-cnn", Shape(16, 2)).eval()
    codes = torch.randint(0, 4, (2, 16))
    found = figures.mutagenesis(network, 1, one_hot(codes))
    for row, place in ((0, 0), (1, 7), (1, 15)):
        outputs = []
        for base in range(4):
            changed = codes[[row]].clone()
            changed[0, place] = base
            outputs.append(float(network(one_hot(changed))[0, 1].detach()))
        own = outputs.pop(int(codes[row, place]))
        assert float(found[row, place]) == pytest.approx(own - np.mean(outputs), abs=1e-5)


def test_the_script_makes_the_figures_that_are_linked(figures, tmp_path, monkeypatch, capsys):
    torch.manual_seed(0)
    write_windows(tmp_path / "data.h5", make_windows(n=30, window=80))
    network = build("small-cnn", Shape(80, 2))
    folder = tmp_path / "model"
    save_model(folder, network, tasks=["A", "B"], shape=Shape(80, 2), architecture="small-cnn")
    options = {"data": tmp_path / "data.h5", "model": tmp_path / "model", "output": tmp_path}
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    monkeypatch.setattr(sys, "argv", ["relevance.py", "--task", "A", *words])
    figures.main()
    for link in re.findall(r"figures/([\w.-]+\.(?:png|svg))", PAGE):
        assert (tmp_path / link).stat().st_size > 1000
    assert capsys.readouterr().out.count("mutagenesis") == len(figures.RULES)
