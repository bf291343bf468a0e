"""How a convolution is computed: forms that give the same numbers, whichever is the fastest.

PyTorch's convolutions on a CPU (oneDNN) write channels beside each other and copy what does not lie
that way, theirs to the transposed convolution are slow at some sizes, and so is every one of theirs
with few channels to write, as at the sequence or at a profile. docs/performance.md has the figures.
On a GPU, PyTorch's own are called.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor
from torch.nn import functional as F

_CONVOLUTIONS = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
_FEW = 8
"""Channels to write, up to which a matrix product and a sum of its shifted rows are faster."""
_ROWS = 256
"""Of that product, at most: a kernel as wide as its input would make one of each position."""
_WIDE = 20
"""Width of a kernel from which oneDNN's transposed convolution to few channels is fast."""


@dataclass(frozen=True, eq=False)
class Kernel:
    """Weights with where they are laid on: all of a convolution but its bias.

    Attributes
    ----------
    weight
        (out, in / groups, *kernel).
    stride, padding, dilation
        One number a dimension; zeros are padded on both sides.
    groups
        Number of groups.
    """

    weight: Tensor
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    dilation: tuple[int, ...]
    groups: int

    def convolve(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """Return the convolution of x, (N, in, *L)."""
        if x.device.type == "cpu" and self._simple and self._writes_few:
            found = self._product_and_shifts(x)
            return found if bias is None else found + bias.view(-1, 1)
        if _channels_last(x):
            return self._convolve_channels_last(x, bias)
        convolve = _CONVOLUTIONS[len(self.stride)]
        return convolve(x, self.weight, bias, self.stride, self.padding, self.dilation, self.groups)

    def transpose(self, message: Tensor, shape: Sequence[int]) -> Tensor:
        """Return the transposed convolution of ``message``, (N, out, *L'), in x's ``shape``."""
        to_few_by_many = self.weight.shape[1] <= _FEW and self.weight.shape[-1] >= _WIDE
        if message.device.type == "cpu" and self._simple and not to_few_by_many:
            return self._turned.convolve(message, None)
        # Only the sizes of the input are read, so one number stands for all of it.
        like = message.new_empty(1).expand(tuple(shape))
        sent: Tensor = torch.ops.aten.convolution_backward(
            message,
            like,
            self.weight,
            None,
            self.stride,
            self.padding,
            self.dilation,
            False,
            [0] * len(self.stride),
            self.groups,
            [True, False, False],
        )[0]
        return sent

    @property
    def _reach(self) -> int:
        """How far the last position of a kernel is from its first; of one dimension."""
        return self.dilation[0] * (self.weight.shape[-1] - 1)

    @cached_property
    def _simple(self) -> bool:
        """Whether the transpose is a convolution of the same kind, by the kernel turned about."""
        return self.stride == (1,) and self.groups == 1 and self.padding[0] <= self._reach

    @property
    def _writes_few(self) -> bool:
        """Whether there are few channels to write, and not too many products for them."""
        out, kernel = len(self.weight), self.weight.shape[-1]
        return out <= _FEW and out * kernel <= _ROWS

    @cached_property
    def _turned(self) -> Kernel:
        """The transpose as a convolution."""
        weight = self.weight.flip(-1).transpose(0, 1).contiguous()
        return Kernel(weight, self.stride, (self._reach - self.padding[0],), self.dilation, 1)

    @cached_property
    def _rows(self) -> Tensor:
        """The weights as a matrix, (kernel x out, in), the last position of the kernel first."""
        return self.weight.flip(-1).permute(2, 0, 1).flatten(0, 1).contiguous()

    def _product_and_shifts(self, x: Tensor) -> Tensor:
        """Multiply x with every position of the kernel, and add what belongs to one output.

        The products of position j lie j steps away from where they are added. Rows are as long as
        all that the kernel reaches, with zeros at their ends, so that a view with rows that begin
        j steps earlier reads zeros where it leaves one, and the sum is a single one.
        """
        n, _, length = x.shape
        out, _, kernel = self.weight.shape
        width = length + self._reach
        products = x.new_empty(n, kernel * out, width)
        products[:, :, length:] = 0
        torch.bmm(self._rows.expand(n, -1, -1), x, out=products[:, :, :length])
        inside = self._reach - self.padding[0]
        earlier = out * width - self.dilation[0] if kernel > 1 else 0
        shifted = products.as_strided(
            (n, kernel, out, width - 2 * inside), (kernel * out * width, earlier, width, 1), inside
        )
        return shifted.sum(1)

    @cached_property
    def _weight_channels_last(self) -> Tensor:
        weight = self.weight.unsqueeze(2) if len(self.stride) == 1 else self.weight
        return weight.contiguous(memory_format=torch.channels_last)

    def _convolve_channels_last(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """Convolve with channels beside each other in memory, as two dimensions."""
        flat = len(self.stride) == 1
        one, none = ((1,), (0,)) if flat else ((), ())
        found = F.conv2d(
            (x.unsqueeze(2) if flat else x).contiguous(memory_format=torch.channels_last),
            self._weight_channels_last,
            bias,
            one + self.stride,
            none + self.padding,
            one + self.dilation,
            self.groups,
        )
        return found.squeeze(2) if flat else found


def _channels_last(x: Tensor) -> bool:
    """Return whether oneDNN computes the convolution of x."""
    onednn: bool = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    return onednn and x.device.type == "cpu" and x.dtype != torch.float64 and x.dim() < 5
