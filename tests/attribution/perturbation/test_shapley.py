"""Shapley values, by going through all orders, and by what must hold of them."""

from __future__ import annotations

from itertools import permutations

import pytest
import torch
from torch import Tensor, nn

import motiflens
from attribution.networks import FREQUENCIES, ConvPoolDense, Plain, one_hot, settle
from motiflens.attribution.explainer import Explainer
from motiflens.errors import ConfigError


class _Short(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.out = nn.Conv1d(4, 3, 3, padding=1), nn.Linear(3, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.out(torch.tanh(self.conv(x)).amax(-1))


def _by_orders(model: nn.Module, x: Tensor, reference: Tensor, player: list[int]) -> Tensor:
    """Return the mean of what each player adds over all orders, of one sequence (4, L)."""
    count, of_position = max(player) + 1, torch.tensor(player)
    values, orders = torch.zeros(count).double(), list(permutations(range(count)))
    for order in orders:
        mixed = reference.clone()
        before = model(mixed[None])[0, 0]
        for joining in order:
            mixed[:, of_position == joining] = x[:, of_position == joining]
            after = model(mixed[None])[0, 0]
            values[joining] += (after - before).detach() / len(orders)
            before = after
    return values


def test_it_is_the_mean_over_all_orders() -> None:
    model, x, reference = settle(_Short()), one_hot(2, 6), one_hot(2, 6, seed=3)
    found = motiflens.explain(model, x, method="shapley", target=0, reference=reference)
    assert found.standard_error is None
    for row in range(2):
        wanted = _by_orders(model, x[row], reference[row], list(range(6)))
        torch.testing.assert_close(found.scores[row], wanted)


def test_a_window_is_shared_by_those_of_its_bases_that_differ() -> None:
    model, x = settle(_Short()), one_hot(1, 10)
    reference = x.clone()
    for place in (0, 3, 4, 5, 9):
        reference[0, :, place] = x[0, :, place].roll(1)
    found = motiflens.explain(
        model, x, method="shapley", target=0, reference=reference, options={"width": 3}
    ).scores[0]
    values = _by_orders(model, x[0], reference[0], [place // 3 for place in range(10)])
    wanted = torch.zeros(10, dtype=torch.float64)
    wanted[0], wanted[3:6], wanted[9] = values[0], values[1] / 3, values[3]
    torch.testing.assert_close(found, wanted)
    assert not found[[1, 2, 6, 7, 8]].any()


def test_drawn_orders_are_near_all_orders_as_far_as_they_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from motiflens.attribution.perturbation import shapley

    model, x = settle(_Short()), one_hot(6, 12)
    explainer = Explainer(model, x, method="shapley", target=0, options={"permutations": 200})
    exact = explainer.explain(x, reference=FREQUENCIES)
    monkeypatch.setattr(shapley, "EXACT", 0)
    drawn = explainer.explain(x, reference=FREQUENCIES)
    assert drawn.standard_error is not None
    off = (drawn.scores - exact.scores).abs() / (drawn.standard_error + 1e-12)
    assert float(off.max()) < 5
    assert 0.5 < float((off < 1).double().mean()) < 0.9
    assert float(drawn.completeness_error.max()) < 1e-12


def test_drawn_orders_of_a_sum_are_exact() -> None:
    model = settle(nn.Sequential(nn.Flatten(), nn.Linear(80, 1)))
    x = one_hot(3, 20)
    found = motiflens.explain(model, x, method="shapley", reference=FREQUENCIES)
    deeplift = motiflens.explain(model, x, reference=FREQUENCIES)
    torch.testing.assert_close(found.scores, deeplift.scores)
    assert float(found.standard_error.max()) < 1e-12


def test_of_two_bases_that_do_the_same_both_score_the_same() -> None:
    class Product(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return (x[:, 0, 2] * x[:, 0, 7])[:, None] + x[:, 1, 4, None]

    x = torch.zeros(1, 4, 10)
    x[:, 0] = 1
    found = motiflens.explain(Product(), x, method="shapley", reference=torch.zeros(1, 4, 10))
    wanted = torch.zeros(10)
    wanted[[2, 7]] = 0.5
    torch.testing.assert_close(found.scores[0], wanted)


def test_batches_and_seeds() -> None:
    model, x = settle(ConvPoolDense()), one_hot(7, 30)
    order = torch.tensor([3, 6, 0, 1, 5, 4, 2])
    asked = {"method": "shapley", "target": 0, "reference": FREQUENCIES}
    whole = motiflens.explain(model, x, **asked)
    pieces = motiflens.explain(model, x[order], batch_size=2, **asked)
    torch.testing.assert_close(pieces.scores, whole.scores[order])
    torch.testing.assert_close(pieces.standard_error, whole.standard_error[order])
    other = motiflens.explain(model, x, options={"seed": 1}, **asked)
    assert (other.scores - whole.scores).abs().max() > 1e-6
    chance = torch.hypot(other.standard_error, whole.standard_error)
    assert bool(((other.scores - whole.scores).abs() < 6 * chance + 1e-12).all())


def test_references_are_drawn_for_one_by_one() -> None:
    model, x = settle(ConvPoolDense()), one_hot(2, 30)
    references = one_hot(6, 30, seed=4).view(2, 3, 4, 30)
    explainer = Explainer(model, x, method="shapley", target=0)
    found = explainer.explain(x, reference=references)
    alone = [explainer.explain(x, reference=references[:, k]) for k in range(3)]
    torch.testing.assert_close(found.scores, torch.stack([a.scores for a in alone]).mean(0))
    squares = torch.stack([a.standard_error for a in alone]).square().sum(0)
    torch.testing.assert_close(found.standard_error, squares.sqrt() / 3)


def test_orders_come_in_pairs() -> None:
    with pytest.raises(ConfigError, match="permutations"):
        motiflens.explain(
            settle(_Short()), one_hot(1, 20), method="shapley", target=0,
            options={"permutations": 7},
        )  # fmt: skip


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("method", ["occlusion", "occlusion-patch", "shapley"])
def test_a_model_that_cannot_be_captured_is_explained_by_calling_it(method: str) -> None:
    model, x = settle(Plain()).eval(), one_hot(2, 20)
    scripted = torch.jit.trace(model, x)
    asked = {"method": method, "target": 0, "reference": FREQUENCIES}
    found = motiflens.explain(scripted, x, **asked)
    torch.testing.assert_close(found.scores, motiflens.explain(model, x, **asked).scores)
