"""Deletions, against sequences that were cut by hand."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from attribution.networks import ConvPoolDense, WithControl, one_hot, settle
from motiflens.attribution.mutagenesis.deletions import deletion_effects
from motiflens.errors import InputError

UNIFORM = torch.full((4, 1), 0.25).double()


@torch.no_grad()
def _by_hand(model: ConvPoolDense, x: Tensor, width: int, coming: Tensor) -> Tensor:
    effects = []
    for first in range(x.shape[2] - width + 1):
        cut = torch.cat([x[:, :, :first], x[:, :, first + width :], coming], 2)
        effects.append(model(cut)[:, 0] - model(x)[:, 0])
    return torch.stack(effects, 1)


@pytest.mark.parametrize("width", [1, 3, 30])
def test_the_right_flank_comes_in(width: int) -> None:
    model, x, flank = settle(ConvPoolDense()).eval(), one_hot(3, 30), one_hot(3, 30, 8)
    found = deletion_effects(model, x, width=width, flank=flank, target=0, batch_size=7)
    assert found.shape == (3, 30 - width + 1)
    torch.testing.assert_close(found, _by_hand(model, x, width, flank[:, :, :width]))


@pytest.mark.parametrize("dtype", [torch.float64, torch.int8])
def test_the_reference_comes_in_where_there_is_no_flank(dtype: torch.dtype) -> None:
    model, x = settle(ConvPoolDense()).eval(), one_hot(2, 30)
    found = deletion_effects(model, x.to(dtype), width=2, reference="uniform", target=0)
    torch.testing.assert_close(found, _by_hand(model, x, 2, UNIFORM.expand(2, 4, 2)))


def test_a_deletion_within_a_run_of_one_base_is_the_same_at_each_of_its_bases() -> None:
    model, x, flank = settle(ConvPoolDense()).eval(), one_hot(1, 30), one_hot(1, 1)
    x[:, :, 10:16] = torch.eye(4).double()[:, 2:3]
    found = deletion_effects(model, x, flank=flank, target=0)[0, 10:16]
    torch.testing.assert_close(found, found[:1].expand(6))


def test_further_inputs_stay_where_they_are() -> None:
    model, x, track = settle(WithControl()).eval(), one_hot(2, 30), torch.rand(2, 1, 30).double()
    found = deletion_effects(model, x, reference="uniform", target=1, args=[track])
    with torch.no_grad():
        cut = torch.cat([x[:, :, 1:], UNIFORM.expand(2, 4, 1)], 2)
        wanted = model(cut, track)[:, 1] - model(x, track)[:, 1]
    torch.testing.assert_close(found[:, 0], wanted)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"width": 0}, "0 bases cannot be deleted"),
        ({"width": 31}, "31 bases cannot be deleted"),
        ({"width": 2, "flank": torch.zeros(1, 4, 2)}, "the flank has the shape"),
        ({"width": 2, "flank": torch.zeros(3, 4, 1)}, "the flank has the shape"),
    ],
)
def test_what_does_not_fit_is_said(change: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        deletion_effects(settle(ConvPoolDense()), one_hot(3, 30), target=0, **change)
