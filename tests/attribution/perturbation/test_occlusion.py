"""Occlusion, by loops over bases and windows."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

import motiflens
from attribution.networks import ConvPoolDense, WithControl, one_hot, settle
from motiflens.attribution.perturbation.masking import masked_outputs
from motiflens.errors import ConfigError


def _by_loops(model: nn.Module, x: Tensor, reference: Tensor, width: int) -> Tensor:
    """Return what each position loses, (L,), of one sequence (4, L)."""
    length = x.shape[1]
    total, windows = torch.zeros(length).double(), torch.zeros(length).double()
    for start in range(length - width + 1):
        changed = x.clone()
        changed[:, start : start + width] = reference[:, start : start + width]
        lost = model(x[None])[0, 0] - model(changed[None])[0, 0]
        total[start : start + width] += lost.detach()
        windows[start : start + width] += 1
    return total / windows


@pytest.mark.parametrize(
    ("method", "options", "width"),
    [("occlusion", {}, 1), ("occlusion-patch", {}, 5), ("occlusion-patch", {"width": 30}, 30)],
)
def test_it_is_what_loops_find(method: str, options: dict[str, int], width: int) -> None:
    model, x = settle(ConvPoolDense()).eval(), one_hot(3, 30)
    references = one_hot(6, 30, seed=4).view(3, 2, 4, 30)
    found = motiflens.explain(
        model, x, method=method, options=options, target=0, reference=references
    )
    for row in range(3):
        wanted = [_by_loops(model, x[row], references[row, k], width) for k in range(2)]
        torch.testing.assert_close(found.scores[row], torch.stack(wanted).mean(0))
    assert torch.equal(found.contributions, x * found.scores[:, None])


def test_a_base_that_the_reference_holds_loses_nothing_at_all() -> None:
    model, x = settle(ConvPoolDense()), one_hot(3, 30)
    reference = x.clone()
    reference[:, :, 10:20] = one_hot(3, 10, seed=8)
    found = motiflens.explain(model, x, method="occlusion", target=0, reference=reference)
    same = (x == reference).all(1)
    assert not found.scores[same].any()
    assert found.scores[~same].all()


def test_further_inputs_go_along() -> None:
    model, x, track = settle(WithControl()), one_hot(4, 30), torch.rand(4, 1, 30).double()
    found = motiflens.explain(
        model, x, method="occlusion", target=0, reference="uniform", args=[track], batch_size=3
    )
    x3, row = x[3].clone(), 3
    x3[:, 7] = 0.25
    lost = model(x[3:], track[3:])[0, 0] - model(x3[None], track[3:])[0, 0]
    torch.testing.assert_close(found.scores[row, 7], lost.detach())


def test_a_window_that_does_not_fit_is_said() -> None:
    with pytest.raises(ConfigError, match="windows of 31 bases do not fit into sequences of 30"):
        motiflens.explain(
            settle(ConvPoolDense()), one_hot(2, 30), method="occlusion-patch", target=0,
            options={"width": 31},
        )  # fmt: skip


def test_masks_choose_between_sequence_and_reference_in_pieces() -> None:
    class Subject:
        sizes: list[int] = []  # noqa: RUF012

        def call(self, x: Tensor, scale: Tensor) -> Tensor:
            self.sizes.append(len(x))
            return torch.stack([(x * torch.arange(4)[:, None]).sum((1, 2)) * scale, x[:, 0, 0]], 1)

    x, reference = one_hot(2, 2000), one_hot(2, 2000, seed=1)
    present = torch.rand(2, 50, 2000, generator=torch.Generator().manual_seed(0)) < 0.5
    subject, scale = Subject(), torch.tensor([1.0, -2.0], dtype=torch.float64)
    found = masked_outputs(subject, x, reference, present, (scale,))  # type: ignore[arg-type]
    assert found.shape == (2, 50, 2)
    assert sum(subject.sizes) == 100
    assert max(subject.sizes) <= 64
    mixed = torch.where(present[1, 7], x[1], reference[1])
    wanted = (mixed * torch.arange(4)[:, None]).sum() * -2
    torch.testing.assert_close(found[1, 7, 0], wanted)
