"""Numbers computed elsewhere, by explicit loops in float64, against ours."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from conformance.covered import runner
from conformance.network import Network


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=["float64", "float32"])
def test_expectation(case: dict[str, Any], expectation: str, dtype: torch.dtype) -> None:
    expected = case["expected"][expectation]
    compute = runner(expectation, expected)
    found = compute(case | {"dtype": dtype}, expected)
    if not isinstance(expected, dict):
        alone = ("hypothetical", "position_score")
        expected = {expectation if expectation in alone else "attribution": expected}
    compared = found.compared(expected)
    assert compared
    for name, value in compared.items():
        if found.standard_error is not None:
            _within(value, expected[name], 6 * found.standard_error)
        elif dtype == torch.float64:
            _close(value, expected[name], case["tolerance"])
        else:
            _close_in_float32(value, expected[name])
    if "relevance_sum_after_node" in expected:
        # The first entry is the relevance that the output starts with.
        wanted = expected["relevance_sum_after_node"][1:]
        assert [node for node, _ in found.relevance_sum_after_node] == [node for node, _ in wanted]
        for (_, held), (_, sent) in zip(found.relevance_sum_after_node, wanted, strict=True):
            if dtype == torch.float64:
                _close(held, sent, case["tolerance"])
            else:
                _close_in_float32(held, sent)


def test_outputs_and_gradient(case: dict[str, Any]) -> None:
    network, target = Network(case["network"]).eval(), case["target"]
    x = torch.tensor([case["input"]], dtype=torch.float64, requires_grad=True)
    output = network(x)[0].flatten()[target]
    (gradient,) = torch.autograd.grad(output, x)
    _close(output, case["f_input"], case["tolerance"])
    _close(gradient[0], case["gradient"], case["tolerance"])
    found = runner("gradient_x_input", None)(case, None)
    _close(found.multipliers, case["gradient"], case["tolerance"])
    if case.get("f_reference") is not None and case.get("reference") is not None:
        at_reference = network(torch.tensor([case["reference"]], dtype=torch.float64))
        _close(at_reference[0].flatten()[target], case["f_reference"], case["tolerance"])


def _close_in_float32(found: torch.Tensor, expected: Any) -> None:
    wanted = torch.tensor(expected, dtype=torch.float32)
    largest = float(wanted.abs().max())
    torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-5 * max(largest, 1e-3))


def _close(found: torch.Tensor, expected: Any, tolerance: float) -> None:
    wanted = torch.tensor(expected, dtype=torch.float64)
    torch.testing.assert_close(found.detach(), wanted, rtol=tolerance, atol=tolerance)


def _within(found: torch.Tensor, expected: Any, slack: torch.Tensor) -> None:
    wanted = torch.tensor(expected, dtype=found.dtype)
    assert bool(((found - wanted).abs() <= slack + 1e-9).all())


def test_what_is_not_covered_has_no_runner() -> None:
    assert runner("banzhaf", [0.0]) is None
    assert runner("lrp_other", {"rules": {"default": {"name": "other"}}}) is None
