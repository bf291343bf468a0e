"""The original DeepLIFT package's numbers against ours, mode by mode.

Two things the original does otherwise. Its max-pool sends everything to the winner of the
sequence, which our rules are told to do here, and nowhere else. And the multiplier of an empty part
is a quotient by a pseudocount of 1e-7 in float32, which is mostly rounding: sequences in which
such a multiplier reaches the input differ by a little, the others agree as in Rescale.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

import motiflens
from conformance.original import OriginalCase, read_case
from motiflens.attribution.capture import capture
from motiflens.attribution.operations import Maximum
from motiflens.attribution.options import MethodOptions
from motiflens.attribution.plan import Rules
from motiflens.attribution.rules.deeplift import rescale_rules
from motiflens.attribution.rules.gradient import winner
from motiflens.attribution.rules.revealcancel import genomics_rules, revealcancel_rules
from motiflens.attribution.walk import walk

_MODES: dict[str, tuple[Callable[[Any], Rules], str]] = {
    "Rescale": (rescale_rules, "deeplift"),
    "RevealCancel": (revealcancel_rules, "deeplift-revealcancel"),
    "DeepLIFT_GenomicsDefault": (genomics_rules, "deeplift-genomics"),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    folder = metafunc.config.getoption("--deeplift")
    if folder is None:
        skip = pytest.mark.skip("give --deeplift FOLDER")
        metafunc.parametrize("path", [pytest.param(Path(), marks=skip, id="no folder")])
        return
    paths = [out.with_name(out.name.replace("_out", "")) for out in folder.glob("*_out.npz")]
    assert paths, f"there is no NAME_out.npz in {folder}"
    metafunc.parametrize("path", sorted(paths), ids=lambda path: path.stem)


@pytest.mark.parametrize("mode", _MODES)
def test_multipliers_and_contributions(path: Path, mode: str) -> None:
    case = read_case(path, torch.float64)
    multipliers = _multipliers(case, _MODES[mode][0](MethodOptions()))
    contributions = multipliers * (case.x - case.reference)
    for name, found in (("multipliers", multipliers), ("contribs", contributions)):
        wanted = case.expected[f"{name}_{mode}"].double()
        largest = float(wanted.abs().max())
        off = (found - wanted).abs()
        agree = (off <= 1e-5 * largest + 1e-4 * wanted.abs()).flatten(1).all(1)
        assert agree.all() if mode == "Rescale" else agree.double().mean() >= 0.5
        assert off.max() <= 0.05 * largest


@pytest.mark.parametrize("mode", _MODES)
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=["float64", "float32"])
def test_scores_add_up_to_the_same_difference(path: Path, mode: str, dtype: torch.dtype) -> None:
    case = read_case(path, dtype)
    found = motiflens.explain(
        case.model, case.x, method=_MODES[mode][1], reference=case.reference, target=case.target
    )
    wanted = (case.expected["pred_x"] - case.expected["pred_ref"])[:, case.target]
    torch.testing.assert_close(found.scores.sum(1).float(), wanted, rtol=1e-4, atol=1e-5)
    assert found.completeness_error.max() < (1e-10 if dtype == torch.float64 else 1e-5)


def _multipliers(case: OriginalCase, rules: Rules) -> torch.Tensor:
    if case.has_max_pool:
        rules = replace(rules, table={**rules.table, Maximum: winner})
    program = capture(case.model, case.x, target=case.target)
    (walked,) = walk(program, rules.plan(program, "DeepLIFT"), case.x, case.reference)
    assert walked.message.ratio is not None
    return walked.message.ratio
