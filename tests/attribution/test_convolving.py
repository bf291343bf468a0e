"""Every form in which a convolution is computed, against PyTorch's own, at random sizes."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from attribution.unoptimised import convolve, transpose
from motiflens.attribution.operations.convolving import Kernel

TOLERANCE = {torch.float64: 1e-12, torch.float32: 1e-4}


@st.composite
def kernels(draw: st.DrawFn) -> tuple[Kernel, Tensor, Tensor]:
    """Return a kernel, an input that it fits on, and a bias."""
    groups = draw(st.sampled_from([1, 1, 1, 2]))
    inside, out = (groups * draw(st.integers(1, 12)) for _ in range(2))
    width, dilation = draw(st.sampled_from([1, 2, 3, 8, 20, 25])), draw(st.integers(1, 3))
    padding, stride = draw(st.integers(0, 30)), draw(st.sampled_from([1, 1, 2]))
    least = max(1, dilation * (width - 1) + 1 - 2 * padding)
    length = draw(st.integers(least, least + 20))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 99)))
    dtype = draw(st.sampled_from(list(TOLERANCE)))

    def random(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator, dtype=torch.float64).to(dtype)

    kernel = Kernel(
        random(out, inside // groups, width), (stride,), (padding,), (dilation,), groups
    )
    x = random(draw(st.integers(1, 3)), inside, length)
    beside = draw(st.booleans())
    return kernel, x.transpose(1, 2).contiguous().transpose(1, 2) if beside else x, random(out)


@settings(deadline=None)
@given(kernels())
def test_convolutions_are_pytorchs(drawn: tuple[Kernel, Tensor, Tensor]) -> None:
    kernel, x, bias = drawn
    close = {"rtol": 1e-4 if x.dtype == torch.float32 else 1e-12, "atol": TOLERANCE[x.dtype]}
    with torch.inference_mode():
        found, plain = kernel.convolve(x, bias), convolve(kernel, x, bias)
        torch.testing.assert_close(found, plain, **close)
        torch.testing.assert_close(kernel.convolve(x, None), convolve(kernel, x, None), **close)
        back = kernel.transpose(found, x.shape)
        torch.testing.assert_close(back, transpose(kernel, found, x.shape), **close)
