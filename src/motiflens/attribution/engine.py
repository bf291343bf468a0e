"""What computes a method: an engine, made once for a model, that explains batch after batch."""

from __future__ import annotations

import warnings
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence, Set
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import torch
from torch import Tensor, nn

from motiflens.attribution.batching import DEFAULT
from motiflens.attribution.capture import Target, capture, scalars
from motiflens.attribution.options import MethodOptions
from motiflens.attribution.program import Program
from motiflens.named import named

if TYPE_CHECKING:
    from motiflens.attribution.batch import Batch
    from motiflens.attribution.kept_programs import Keeper
    from motiflens.attribution.methods import Method
    from motiflens.attribution.result import Attribution


@dataclass(frozen=True)
class Subject:
    """The model that is explained, in the two forms in which an engine may want it.

    Attributes
    ----------
    model
        As it was given. It is neither changed nor moved.
    examples
        One sequence, (1, 4, L), and its further inputs, on the model's own device.
    targets
        What is explained of its output.
    device, precision
        Where to compute, and in which precision.
    keeper
        Where its program is kept for the next start, if anywhere.
    """

    model: nn.Module
    examples: tuple[Tensor, ...]
    targets: tuple[Target, ...]
    device: torch.device
    precision: torch.dtype
    keeper: Keeper | None = None

    @cached_property
    def program(self) -> Program:
        """The model captured with the targets as its outputs, on its own device.

        Raises
        ------
        CaptureError, UnsupportedOperationError
            Where it cannot be; the line is named.
        """
        x, *args = self.examples
        return capture(self.model, x, args, list(self.targets), self.keeper)

    @cached_property
    def _placed(self) -> nn.Module:
        return deepcopy(self.model).to(self.device, self.precision).eval()

    def call(self, *inputs: Tensor) -> Tensor:
        """Return the targets (N, T) of inputs (N, ...), by calling the model itself."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch's own, of its internals
            return scalars(self._placed, self.targets, inputs)

    def outputs(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        """Return each target (N,) of inputs (N, ...), by calling the model itself."""
        return self.call(*inputs).unbind(1)


class Engine(ABC):
    """Computes one method for one model and its targets.

    Attributes
    ----------
    concurrent
        Whether several threads may explain batches at a time, each with one thread of PyTorch's.
    """

    concurrent: ClassVar[bool] = False

    def __init__(self, method: Method, options: MethodOptions, subject: Subject) -> None:
        self.method = method
        self.options = options
        self.subject = subject

    @property
    def batch_size(self) -> int:
        """How many sequences are explained in one pass where nobody says."""
        return DEFAULT

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the layers whose relevance can be kept element by element."""
        return ()

    def outputs(self, x: Tensor) -> Tensor:
        """Return the targets (N, T) of sequences (N, 4, L), in the device's place and precision."""
        return self.subject.call(x)

    def at_references(self, shared: Tensor) -> Sequence[Mapping[str, Tensor]] | None:
        """Return what is computed once of references (1, K, 4, L) that many sequences share."""
        del shared
        return None

    @abstractmethod
    def explain(self, batch: Batch, layers: Set[str] = frozenset()) -> tuple[Attribution, ...]:
        """Return the scores of a batch for each target, averaged over the references."""


def make_engine(method: Method, options: Any, subject: Subject) -> Engine:
    """Return the engine that a row of the table names."""
    found: Engine = named(method.engine)(method, options, subject)
    return found
