"""Where relevance went: it adds up, in order, and what changed it most is named."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motiflens.logos.figures import svg
from motiflens.report.figures.waterfall import waterfall
from motiflens.report.inline_svg import inline
from motiflens.report.inputs import Inputs
from motiflens.report.relevance import (
    CAUSES,
    Flow,
    Operation,
    conservation,
    flow,
    waterfall_bars,
)
from motiflens.report.result import Result
from report.examples import with_result
from report.page import read_page

AMOUNTS = st.floats(-10, 10)
KEPT = st.dictionaries(st.sampled_from(CAUSES), AMOUNTS, max_size=3)


def absorbing(inputs: Inputs, outputs: list[float], **kept: list[float]) -> Result:
    """Return a result of these outputs that absorbed what is given, and gave the bases the rest.

    A cause is named as ``label__cause``.
    """
    absorbed = {key.replace("__", "/"): np.float32(values) for key, values in kept.items()}
    prediction = np.float32(outputs)
    scores = np.zeros((len(outputs), 4), np.float32)
    scores[:, 1] = prediction - sum(absorbed.values(), np.zeros_like(prediction))
    layers, channels = {"b": prediction, "a": prediction}, {"a": prediction[:, None]}
    changed = with_result(
        inputs, 1, prediction=prediction, scores=scores, absorbed=absorbed, layers=layers,
        channels=channels,
    )  # fmt: skip
    return changed.results[1]


def test_the_way_goes_from_the_output_to_the_input(inputs: Inputs) -> None:
    result = inputs.results[1]
    ones = np.ones(result.n, np.float32)
    absorbed = {"top/bias": ones, "pool/signs": 2 * ones, "low/stabiliser": 4 * ones}
    layers = {"head": 9 * ones, "top": 8 * ones, "middle": 7 * ones, "low": 6 * ones}
    found = flow(with_result(inputs, 1, absorbed=absorbed, layers=layers).results[1])
    assert [(op.label, op.relevance, dict(op.absorbed)) for op in found.operations] == [
        ("head", 9, {}), ("top", 8, {"bias": 1}), ("middle", 7, {}), ("pool", None, {"signs": 2}),
        ("low", 6, {"stabiliser": 4}),
    ]  # fmt: skip
    assert found.causes == ("bias", "stabiliser", "signs")


def test_the_flow_adds_up_to_the_output(inputs: Inputs) -> None:
    kept = {"b__bias": [1, 2, 3], "a__bias": [-2, 0, 1], "b__signs": [5, 5, 5]}
    found = flow(absorbing(inputs, [3, -1, 4], **kept))
    absorbed = sum(sum(operation.absorbed.values()) for operation in found.operations)
    assert found.output == pytest.approx(2)
    assert found.bases + absorbed == pytest.approx(found.output)


@given(st.lists(KEPT, max_size=20), AMOUNTS)
def test_the_bars_lead_from_the_output_to_the_bases(
    kept: list[dict[str, float]], output: float
) -> None:
    operations = tuple(Operation(f"layer{k}", None, part) for k, part in enumerate(kept))
    bases = output - sum(sum(part.values()) for part in kept)
    first, *bars, last = waterfall_bars(Flow(output, operations, bases), 14)
    assert (first.start, first.end) == (0, output)
    assert last.start == 0
    assert last.end == pytest.approx(([first, *bars][-1]).end, abs=1e-9)
    for before, after in pairwise([first, *bars]):
        assert after.start == before.end
    assert len({bar.label for bar in bars}) <= 14


def test_the_smallest_of_many_are_joined() -> None:
    sizes = [5, 1, 8, -2, 7, 0.5]
    operations = tuple(
        Operation(str(k), None, {"bias": size, "signs": -size}) for k, size in enumerate(sizes)
    )
    _, *bars, _ = waterfall_bars(Flow(1, operations, 1), 4)
    assert [bar.label for bar in bars[::2]] == ["0", "2", "4", "3 others"]
    assert bars[-2].start - bars[-2].end == pytest.approx(1 - 2 + 0.5)


def test_the_waterfall_is_drawn_as_it_adds_up() -> None:
    operations = (
        Operation("top", 3.0, {"bias": 1.0, "stabiliser": 0.5}),
        Operation("low", 1.5, {"bias": -2.0, "unplaced": 0.25}),
    )
    figure = waterfall(waterfall_bars(Flow(3.0, operations, 3.25), 14))
    (axes,) = figure.axes
    spans = [(bar.get_y(), bar.get_y() + bar.get_height()) for bar in axes.patches]
    assert spans == [(0, 3), (3, 2), (2, 1.5), (1.5, 3.5), (3.5, 3.25), (0, 3.25)]
    names = [tick.get_text() for tick in axes.get_xticklabels()]
    assert names == ["the output", "top", "low", "the bases"]
    for place, numbers in enumerate([[0], [1, 2], [3, 4], [5]]):
        bars = [axes.patches[number] for number in numbers]
        centre = np.mean([bar.get_x() + bar.get_width() / 2 for bar in bars])
        assert centre == pytest.approx(place)


def test_the_hatching_of_rare_causes_stays_in_the_page() -> None:
    operations = (Operation("pool", None, {"unplaced": 1.0, "other inputs": 0.5}),)
    bars = waterfall_bars(Flow(3.0, operations, 1.5), 14)
    page = read_page(inline(svg(waterfall(bars)), name="flow", title="title"))
    known = {e.attributes["id"] for e in page.walk() if "id" in e.attributes}
    used = {
        name
        for element in page.walk()
        for value in element.attributes.values()
        for name in re.findall(r"url\(#(.*?)\)", value)
    }
    assert len([element for element in page.walk() if element.tag == "pattern"]) == 2
    assert used <= known


@pytest.mark.parametrize(
    ("kept", "share", "named"),
    [
        ({"b__bias": [0.4, 0.8], "a__stabiliser": [0.1, 0.2]}, 0.5, ("", "")),
        ({"b__bias": [0.4, 0.8], "a__stabiliser": [0.2, 0.4]}, 0.4, ("b", "bias")),
        ({"b__bias": [-0.4, -0.8], "a__stabiliser": [0.95, 1.9]}, 0.45, ("a", "stabiliser")),
        ({"b__signs": [-0.5, -1.0], "a__bias": [0.0, 0.0]}, 1.5, ("", "")),
        ({"b__signs": [-0.5, -1.0], "a__bias": [-0.1, -0.2]}, 1.6, ("b", "signs")),
        ({"b__signs": [-0.5, -1.0], "a__bias": [-0.6, -1.2]}, 2.1, ("a", "bias")),
        ({"b__signs": [2.0, 4.0], "a__bias": [-0.5, -1.0]}, -0.5, ("b", "signs")),
    ],
)
def test_what_changed_the_output_most_is_named(
    inputs: Inputs, kept: dict[str, list[float]], share: float, named: tuple[str, str]
) -> None:
    found = conservation(absorbing(inputs, [1, 2], **kept))
    assert found.share == pytest.approx(share)
    assert found.within == (named == ("", ""))
    assert (found.label, found.cause) == named
    if named[0]:
        assert found.changed == pytest.approx(kept["__".join(named)][0])
    assert found.at_reference == (named == ("a", "bias"))


def test_windows_count_by_their_output(inputs: Inputs) -> None:
    """The share of a window next to 0, here -9999, does not turn the mean."""
    found = conservation(absorbing(inputs, [4, 4, 1e-4], b__bias=[1, 1, 1]))
    assert found.share == pytest.approx((3 + 3 - 1) / 8, rel=1e-4)
    assert found.within


def test_outputs_that_cancel_have_no_share(inputs: Inputs) -> None:
    found = conservation(absorbing(inputs, [4, -4, 0.5], b__bias=[1, 1, 1]))
    assert found.share is None
    assert not found.within
    assert conservation(absorbing(inputs, [0, 0])).share is None


def test_shares_are_those_of_the_bars(inputs: Inputs) -> None:
    result = absorbing(inputs, [5, -1], b__bias=[-4, -8], a__stabiliser=[1, 0])
    first, bias, _, last = waterfall_bars(flow(result), 14)
    found = conservation(result)
    assert found.share == pytest.approx(last.end / first.end)
    assert found.changed == pytest.approx((bias.start - bias.end) / first.end)
