"""How ONNX says where windows stand."""

from __future__ import annotations

from motiflens.models.importers.onnx.call import Call, Shape

Margins = tuple[tuple[int, int], ...]


def margins(call: Call, sizes: Shape, reach: Shape, stride: Shape) -> Margins:
    """Return how many places go before and behind each dimension.

    Parameters
    ----------
    call
        Of a convolution or a pooling.
    sizes, reach, stride
        Of each dimension its length, what a window spans, and how far apart windows begin.
    """
    how, rank = call.attribute("auto_pad", "NOTSET"), len(sizes)
    if how == "VALID":
        return ((0, 0),) * rank
    if how == "NOTSET":
        pads = call.integers("pads", [0] * 2 * rank)
        if min(pads) < 0:
            raise call.refusal(f"its pads are {pads}; negative ones are not known")
        return tuple(zip(pads[:rank], pads[rank:], strict=True))
    if how not in ("SAME_UPPER", "SAME_LOWER"):
        raise call.refusal(f"its auto_pad is {how!r}, which is not known")
    dimensions = zip(sizes, reach, stride, strict=True)
    totals = [max((-(-n // step) - 1) * step + window - n, 0) for n, window, step in dimensions]
    lower = how == "SAME_LOWER"
    return tuple(((n + lower) // 2, n - (n + lower) // 2) for n in totals)


def span(kernel: Shape, dilation: Shape) -> Shape:
    """Return what a window spans."""
    return tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))


def kernel_rank(call: Call, rank: int) -> int:
    """Return the number of dimensions that windows move along, which must be one or two."""
    if rank - 2 not in (1, 2):
        raise call.refusal(f"it takes a value of {rank} dimensions; 3 and 4 are known")
    return rank - 2
