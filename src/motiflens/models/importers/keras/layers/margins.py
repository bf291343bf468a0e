"""What TensorFlow adds around a sequence before windows move along it."""

from __future__ import annotations

from motiflens.models.importers.keras.layer import Layer, Shape


def margins(layer: Layer, sizes: Shape, reach: Shape, stride: Shape) -> tuple[tuple[int, int], ...]:
    """Return how many places go before and behind each dimension.

    ``same`` gives as many windows as there are strides in the sequence, so that what is missing
    depends on its length; of an odd number of places the larger part goes behind.
    """
    padding = layer.option("padding", "valid")
    if padding == "valid":
        return ((0, 0),) * len(sizes)
    if padding == "causal" and len(sizes) == 1:
        return ((reach[0] - 1, 0),)
    if padding == "same":
        dimensions = zip(sizes, reach, stride, strict=True)
        return tuple(_same(size, window, step) for size, window, step in dimensions)
    raise layer.refusal(f"its padding is {padding!r}; only 'valid', 'same' and 'causal' are known")


def _same(size: int, window: int, step: int) -> tuple[int, int]:
    count = -(-size // step)
    total = max((count - 1) * step + window - size, 0)
    return total // 2, total - total // 2
