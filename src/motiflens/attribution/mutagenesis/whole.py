"""The effects of mutations by calling the model at every mutated sequence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from torch import Tensor

from motiflens.attribution.mutagenesis.sites import Sites, effects_at

Call = Callable[..., Tensor]


def whole_effects(call: Call, x: Tensor, args: Sequence[Tensor], mutants: int) -> Tensor:
    """Return D[b, l] = f(x with base b at l) - f(x), (T, N, 4, L).

    Parameters
    ----------
    call
        Of sequences and further inputs to their outputs, (N, T).
    x
        (N, 4, L); columns that are no single base can be mutated as any other.
    args
        Further inputs of the model, which no mutation changes.
    mutants
        Mutated sequences in a call.
    """

    def outputs(sites: Sites) -> Iterator[tuple[Sites, Tensor]]:
        tried = sites.bases.shape[1]
        for piece in sites.split(max(1, mutants // tried)):
            further = (tensor[piece.sequence].repeat_interleave(tried, 0) for tensor in args)
            found = call(piece.mutants(x), *further)
            yield piece, found.view(len(piece), tried, -1)

    return effects_at(x, call(x, *args), outputs)
