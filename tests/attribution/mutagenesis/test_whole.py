"""Effects by calls of the whole model, against loops over positions and bases."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from attribution.networks import ConvPoolDense, WithControl, one_hot, settle
from motiflens.attribution.mutagenesis.sites import sites_of
from motiflens.attribution.mutagenesis.whole import whole_effects


def _with_n(count: int, length: int) -> Tensor:
    x = one_hot(count, length)
    x[1, :, 4] = 0
    x[2, :, length - 1] = torch.tensor([0.3, 0.2, 0.2, 0.3]).double()
    return x


def _by_loops(model: nn.Module, x: Tensor, *args: Tensor) -> Tensor:
    baseline = model(x, *args)
    effects = torch.zeros(baseline.shape[1], *x.shape, dtype=x.dtype)
    for base in range(4):
        for position in range(x.shape[2]):
            mutated = x.clone()
            mutated[:, :, position] = 0
            mutated[:, base, position] = 1
            effects[:, :, base, position] = (model(mutated, *args) - baseline).T
    return effects


@pytest.mark.parametrize("mutants", [1, 7, 1000])
@torch.no_grad()
def test_effects_are_those_of_loops(mutants: int) -> None:
    model, x = settle(ConvPoolDense()).eval(), _with_n(3, 30)
    found = whole_effects(model, x, (), mutants)
    torch.testing.assert_close(found, _by_loops(model, x), rtol=0, atol=1e-13)


@torch.no_grad()
def test_further_inputs_stay_with_their_sequence() -> None:
    model, x, track = settle(WithControl()).eval(), _with_n(3, 30), torch.rand(3, 1, 30).double()
    found = whole_effects(model, x, (track,), 5)
    torch.testing.assert_close(found, _by_loops(model, x, track), rtol=0, atol=1e-13)


def test_no_base_is_put_where_it_is_already() -> None:
    x = _with_n(3, 9)
    known, unknown = sites_of(x)
    assert len(known) == 3 * 9 - 2
    assert known.bases.shape[1] == 3
    assert len(unknown) == 2
    assert sorted(unknown.bases[0].tolist()) == [0, 1, 2, 3]
    there = x[known.sequence, :, known.position].argmax(1)
    assert not (known.bases == there[:, None]).any()
    assert (known.position.diff() >= 0).all()
