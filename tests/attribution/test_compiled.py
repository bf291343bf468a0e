"""The compiled passes, against what PyTorch does in many."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from attribution.unoptimised import relu_secant
from motiflens.attribution.operations import compiled, kernels, secants

PRECISIONS = [torch.float32, torch.float64]


def activations(n: int, seed: int, dtype: torch.dtype, channels_last: bool = True) -> Tensor:
    """Return numbers (n, 7, 23) of which many are equal, zero, or 0 and -0."""
    generator = torch.Generator().manual_seed(seed)
    made = torch.randint(-3, 4, (n, 7, 23), generator=generator).to(dtype) / 3
    made[:, 2] = -0.0
    return made.transpose(1, 2).contiguous().transpose(1, 2) if channels_last else made


@pytest.mark.parametrize("dtype", PRECISIONS)
@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize("channels_last", [True, False])
def test_secants_of_relu(dtype: torch.dtype, rows: int, channels_last: bool) -> None:
    z, z0 = (activations(n, n, dtype, channels_last) for n in (4, rows))
    found = compiled.relu_secants(z, z0)
    assert found is not None
    assert found.stride() == z.stride()
    torch.testing.assert_close(found, relu_secant(z, z0))
    torch.testing.assert_close(secants.relu(z, z0), found)


def test_secants_of_unlike_layouts_are_left_to_pytorch() -> None:
    z, z0 = activations(4, 0, torch.float32), activations(4, 1, torch.float32, channels_last=False)
    assert compiled.relu_secants(z, z0) is None
    assert compiled.relu_secants(z.half(), z.half()) is None
    torch.testing.assert_close(secants.relu(z, z0), relu_secant(z, z0))


def test_secants_of_half_precision() -> None:
    z, z0 = activations(4, 0, torch.float16), activations(4, 1, torch.float16)
    torch.testing.assert_close(secants.relu(z, z0), relu_secant(z, z0))


@pytest.mark.parametrize("dtype", PRECISIONS)
@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize("width", [2, 5])
def test_credits_send_what_explains_the_change(dtype: torch.dtype, rows: int, width: int) -> None:
    z, z0 = (activations(n, n, dtype) for n in (4, rows))
    shares = compiled.credits(z, z0, width, torch.zeros(rows, dtype=dtype))
    assert shares is not None
    pooled = [torch.nn.functional.max_pool1d(v.relu(), width) for v in (z, z0)]
    message = torch.ones_like(pooled[0])
    sent = shares.send(message)
    explained = (sent * (z - z0))[..., : pooled[0].shape[2] * width]
    by_window = explained.unflatten(2, (-1, width)).sum(3)
    torch.testing.assert_close(by_window, (pooled[0] - pooled[1]).expand_as(by_window))
    assert not sent[..., pooled[0].shape[2] * width :].any()
    assert ((sent >= 0) & (sent <= 1)).all()


def test_credits_of_other_layouts_are_left_to_pytorch() -> None:
    z = activations(4, 0, torch.float32, channels_last=False)
    assert compiled.credits(z, z, 2, torch.zeros(4)) is None


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_maxima_and_winners_are_those_of_pytorch(dtype: torch.dtype) -> None:
    z = activations(4, 0, dtype)
    z[1, 3, 4] = torch.nan
    found = compiled.maxima(z, 3)
    assert found is not None
    assert torch.equal(found.isnan(), torch.nn.functional.max_pool1d(z, 3).isnan())
    z = z.nan_to_num()
    winners = compiled.passing_winners(z, 3)
    assert winners is not None
    largest, index = torch.nn.functional.max_pool1d(z, 3, return_indices=True)
    message = torch.arange(largest.numel(), dtype=dtype).view(largest.shape) + 1
    plain = torch.zeros_like(z).scatter_(-1, index, message * (largest > 0))
    assert torch.equal(winners.send(message), plain)
    assert compiled.maxima(z.contiguous(), 3) is None
    assert compiled.passing_winners(z.contiguous(), 3) is None
    assert compiled.passing_winners(z, 300) is None


def test_where_nothing_can_be_kept_it_is_compiled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def njit(**options: bool) -> Callable[[Callable[..., None]], Callable[..., None]]:
        asked.append(options.get("cache", False))
        if asked[-1]:
            raise RuntimeError("cannot cache function: no locator available")
        return lambda function: function

    monkeypatch.setattr("numba.njit", njit)
    assert kernels.compiled(print) is print
    assert asked == [True, False]
