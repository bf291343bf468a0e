"""A model captured for one method: from sequences to scores, with their proof."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from motiflens.attribution.batch import Batch
from motiflens.attribution.batching import within_memory
from motiflens.attribution.capture import Target
from motiflens.attribution.engine import Subject, make_engine
from motiflens.attribution.kept_programs import Keeper
from motiflens.attribution.methods import METHODS, N_REFERENCES
from motiflens.attribution.references import Reference, References, resolve_references
from motiflens.attribution.result import Attribution, join
from motiflens.attribution.workers import side_by_side
from motiflens.config import method_options
from motiflens.errors import ConfigError, InputError
from motiflens.models.device import exact_float32, resolve_device
from motiflens.models.encoding import one_hot


class Explainer:
    """A model captured once for one method and its targets, to explain sequences again and again.

    Parameters are those of `explain`, with ``x`` and ``args`` as examples; it raises what
    `explain` raises of the model. Changes of the model after the capture are not seen. With a
    ``keeper``, what a capture finds is kept for the next start.
    """

    def __init__(
        self,
        model: nn.Module,
        x: Tensor,
        *,
        method: str = "deeplift",
        target: Target | list[Target] = None,
        args: Sequence[Tensor] = (),
        options: Mapping[str, Any] | None = None,
        device: str | torch.device | None = None,
        keeper: Keeper | None = None,
    ) -> None:
        place, precision = home(model)
        examples = tuple(tensor[:1].to(place, precision) for tensor in check_inputs(x, args))
        targets = tuple(target) if isinstance(target, list) else (target,)
        there = place if device is None else resolve_device(str(device))
        self._set_up(Subject(model, examples, targets, there, precision, keeper), method, options)

    @classmethod
    def of(
        cls, subject: Subject, *, method: str, options: Mapping[str, Any] | None = None
    ) -> Explainer:
        """Return an explainer of a subject that others share: its model is captured once."""
        made = cls.__new__(cls)
        made._set_up(subject, method, options)
        return made

    def _set_up(self, subject: Subject, method: str, options: Mapping[str, Any] | None) -> None:
        chosen = method_options(method, dict(options or {}))
        self.method = METHODS[method]
        self.device, self.precision = subject.device, subject.precision
        self.engine = make_engine(self.method, chosen, subject)

    def explain(self, x: Tensor, **how: Any) -> Attribution:
        """Explain the target, or the first of several; ``how`` as in `explain_each`."""
        return self.explain_each(x, **how)[0]

    def explain_each(
        self, x: Tensor, *, args: Sequence[Tensor] = (), **how: Any
    ) -> list[Attribution]:
        """Explain every target for sequences of the example's length; see `motiflens.explain`."""
        [found] = self.explain_pieces([(x, *args)], **how)
        return found

    def explain_pieces(
        self,
        pieces: Iterable[tuple[Tensor, ...]],
        *,
        reference: Reference | None = None,
        n_references: int = N_REFERENCES,
        seed: int = 0,
        pool: Tensor | None = None,
        frequencies: Sequence[float] | Tensor | None = None,
        layers: Sequence[str] = (),
        batch_size: int | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Iterator[list[Attribution]]:
        """Explain sequences that come in pieces, without a pause between one and the next.

        While the caller uses the scores of one piece, the next is computed, where there are
        several threads. A piece is sequences and their further inputs; see `motiflens.explain`.

        Yields
        ------
        Of each piece the attributions, one for each target.
        """
        self._check_layers(layers)
        references = partial(
            resolve_references,
            self.method.reference if reference is None else reference,
            count=n_references,
            seed=seed,
            pool=pool,
            frequencies=frequencies,
        )
        explain = partial(self._explain, layers=frozenset(layers))
        batches = self._batches(pieces, references, batch_size)
        done, order = [], []
        with exact_float32():
            for of, rows, found in side_by_side(explain, batches, self._workers):
                done.append([attribution.to(of.device) for attribution in found])
                order.append(rows)
                if progress is not None:
                    progress(len(rows))
                if sum(map(len, order)) == len(of):
                    back = torch.cat(order).argsort()
                    yield [_in_order(join(parts), back) for parts in zip(*done, strict=True)]
                    done, order = [], []

    def predict(self, sequences: Tensor) -> Tensor:
        """Return the explained outputs (N, T) of sequences (N, 4, L), or of codes (N, L)."""

        def outputs(some: Tensor) -> Tensor:
            x = one_hot(some.to(self.device)) if some.dim() == 2 else some
            return self.engine.outputs(self._place(x)).to(sequences.device)

        parts = torch.split(sequences, self._size(len(sequences)))
        with exact_float32():
            return torch.cat([*side_by_side(outputs, parts, self._workers)])

    def _explain(
        self, numbered: tuple[Tensor, Tensor, Batch], layers: Set[str]
    ) -> tuple[Tensor, Tensor, tuple[Attribution, ...]]:
        x, rows, batch = numbered
        return x, rows, within_memory(partial(self.engine.explain, layers=layers), batch)

    @property
    def _workers(self) -> int:
        """How many batches are explained at a time: on a GPU, one."""
        alone = self.device.type != "cpu" or not self.engine.concurrent
        return 1 if alone else torch.get_num_threads()

    def _size(self, n: int) -> int:
        """How many of n sequences go through the model at a time: as many for each worker."""
        rounds = -(-n // (self._workers * self.engine.batch_size))
        return -(-n // (self._workers * rounds))

    def _check_layers(self, layers: Sequence[str]) -> None:
        """Raise where a layer is not there, or the method has no relevance of layers."""
        known = self.engine.layers
        if layers and not known:
            raise ConfigError(f"{self.method.title} has no relevance of layers", where="layers")
        for label in layers:
            if label not in known:
                raise ConfigError(
                    f"there is no layer with weights named {label!r}",
                    where="layers",
                    fix=f"choose among {', '.join(known)}",
                )

    def _batches(
        self,
        pieces: Iterable[tuple[Tensor, ...]],
        references: Callable[[Tensor], References],
        batch_size: int | None,
    ) -> Iterator[tuple[Tensor, Tensor, Batch]]:
        """Yield the sequences of each piece, row numbers of them, and the batch of these."""
        at_references = _Latest(self.engine.at_references)
        for x, *args in pieces:
            check_inputs(x, args)
            size = batch_size or self._size(len(x))
            exact = x.to(self.precision)
            for rows, batch in self._batches_of(
                exact, references(exact), args, size, at_references
            ):
                yield x, rows, batch

    def _batches_of(
        self,
        x: Tensor,
        references: References,
        args: Sequence[Tensor],
        batch_size: int,
        at_references: Callable[[Tensor], Any],
    ) -> Iterator[tuple[Tensor, Batch]]:
        """Yield row numbers and batches; what shares its references is explained together."""
        everything = torch.arange(len(x))
        groups = [everything]
        if references.shared:
            groups = [
                everything[references.group == group] for group in torch.unique(references.group)
            ]
        for members in groups:
            shared, values = None, None
            if references.shared:
                shared = self._place(references.make(references.group[members[:1]]))
                values = at_references(shared)
            for rows in torch.split(members, batch_size):
                own = (
                    self._place(references.make(references.group[rows]))
                    if shared is None
                    else shared
                )
                further = tuple(self._place(tensor[rows]) for tensor in args)
                yield rows, Batch(self._place(x[rows]), own, values, further)

    def _place(self, tensor: Tensor) -> Tensor:
        return tensor.to(self.device, self.precision)


class _Latest:
    """A function of references that remembers the latest: most pieces share theirs."""

    def __init__(self, function: Callable[[Tensor], Any]) -> None:
        self._function = function
        self._references: Tensor | None = None
        self._value: Any = None

    def __call__(self, references: Tensor) -> Any:
        if self._references is None or not torch.equal(references, self._references):
            self._references, self._value = references, self._function(references)
        return self._value


def _in_order(whole: Attribution, back: Tensor) -> Attribution:
    """Return the rows ``back`` of an attribution, itself where these are all as they are."""
    return whole if torch.equal(back, torch.arange(len(back))) else whole.rows(back)


def check_inputs(x: Tensor, args: Sequence[Tensor]) -> tuple[Tensor, ...]:
    """Return all inputs of a model, which must fit each other."""
    if x.dim() != 3 or x.shape[1] != 4 or 0 in x.shape:
        raise InputError(
            f"the sequences have the shape {tuple(x.shape)}",
            fix="give a tensor of shape (N, 4, L), with A, C, G, T in the second dimension",
        )
    for number, tensor in enumerate(args):
        if len(tensor) != len(x):
            raise InputError(
                f"further input {number} holds {len(tensor)} samples, and there are {len(x)} "
                "sequences"
            )
    return (x, *args)


def home(model: nn.Module) -> tuple[torch.device, torch.dtype]:
    """Return device and precision of the model: of its first number with a fraction."""
    for tensor in (*model.parameters(), *model.buffers()):
        if tensor.is_floating_point():
            return tensor.device, tensor.dtype
    return torch.device("cpu"), torch.get_default_dtype()
