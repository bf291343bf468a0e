"""Reading goes on behind what is refused, so that all of it is named."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from attribution.networks import one_hot
from motiflens.attribution.capture import capture, survey
from motiflens.errors import UnsupportedOperationError


class Two(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        steps = torch.round(x).flatten(1).sum(1)
        ordered = x.sort(-1).values
        return steps + torch.sign(ordered.tanh()).flatten(1).sum(1)


def test_everything_that_is_refused_is_named_at_once() -> None:
    with pytest.raises(UnsupportedOperationError, match=r"round \(.*; nor for sort \(") as caught:
        capture(Two(), one_hot(2, 30))
    assert "sign" not in caught.value.what  # it reads what sort made of x
    assert caught.value.where.count("test_survey.py:") == 2


def test_a_survey_goes_on_behind_what_is_refused() -> None:
    program = survey(Two(), one_hot(2, 30))
    assert [call.reason.split(";")[0][:8] for call in program.refused] == ["it is fl", "which el"]
    assert all(call.hinders for call in program.refused)
    assert program.outputs == ()
