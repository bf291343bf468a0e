"""A captured model: typed operations in the order in which they run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor

from motiflens.attribution.operations import Detach, Operation


@dataclass(frozen=True)
class Origin:
    """Where in the model an operation comes from.

    Attributes
    ----------
    module
        Path of the module, such as ``features.3``; empty for the model itself.
    source
        ``file:line`` in the model's own source, or empty where it has none (``nn.Sequential``).
    code
        The text of that line.
    operator
        PyTorch's name of the operator that the model called; where that is a composition, several
        operations have it.
    """

    module: str = ""
    source: str = ""
    code: str = ""
    operator: str = ""

    def __str__(self) -> str:
        """Return what is known of the place, for a message."""
        parts = [f"module {self.module!r}" if self.module else "", self.source, self.code]
        return ", ".join(part for part in parts if part) or "the model"


@dataclass(frozen=True)
class Step:
    """One operation of a program.

    Attributes
    ----------
    name
        Of the value that it computes; no two steps share one.
    operation
        What it does.
    inputs
        Names of the values that it reads.
    active
        Whether the value depends on x (and not on further inputs of the model alone).
    at_input
        For each input, whether it is x itself, or x moved about by operations of shape alone.
    rows
        How many rows of the first dimension each sequence has (one unless positions were folded
        into the batch); None where sequences do not stand one after another there.
    origin
        Where in the model it stands.
    """

    name: str
    operation: Operation
    inputs: tuple[str, ...]
    active: bool
    at_input: tuple[bool, ...]
    rows: int | None
    origin: Origin

    @property
    def label(self) -> str:
        """Name for people: the module's path, or the operation's own name."""
        return self.origin.module or self.name


@dataclass(frozen=True)
class RefusedCall:
    """A call that could not be read.

    Attributes
    ----------
    origin
        Where in the model it stands.
    operator
        The operator and its caller, as errors name them.
    reason
        Why, in half a sentence.
    hinders
        Whether an explained output depends on it.
    """

    origin: Origin
    operator: str
    reason: str
    hinders: bool = True

    def __str__(self) -> str:
        """Return operator and reason."""
        return f"{self.operator}: {self.reason}"


@dataclass(frozen=True)
class Program:
    """A model as a sequence of steps that end in the explained scalars, (N,) each.

    Attributes
    ----------
    steps
        In the order in which they run.
    inputs
        Names of the model's inputs; the first is x.
    outputs
        Names of the values that are explained.
    shares_reference
        Whether every value of a batch of one broadcasts to a larger batch, so that one pass
        serves as the reference of all sequences.
    refused
        Calls that could not be read. Where one hinders, the program is what could be: ``steps``
        that lead nowhere, and only those ``outputs`` that it does not keep from being computed.
    """

    steps: tuple[Step, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    shares_reference: bool
    refused: tuple[RefusedCall, ...] = ()
    _expiry: dict[str, int] = field(init=False, repr=False, compare=False)
    _thawed: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find after which step a value is no longer read, and what detached values reach."""
        expiry = {name: index for index, step in enumerate(self.steps) for name in step.inputs}
        expiry.update(dict.fromkeys(self.outputs, len(self.steps)))
        object.__setattr__(self, "_expiry", expiry)
        reached: set[str] = set()
        for step in self.steps:
            if isinstance(step.operation, Detach) or not reached.isdisjoint(step.inputs):
                reached.add(step.name)
        object.__setattr__(self, "_thawed", frozenset(reached))

    def step(self, name: str) -> Step:
        """Return the step that computes a value."""
        return next(step for step in self.steps if step.name == name)

    def to(self, device: torch.device, dtype: torch.dtype) -> Program:
        """Return the program with its constants on ``device``, and in the precision ``dtype``."""
        steps = tuple(
            replace(step, operation=step.operation.to(device, dtype)) for step in self.steps
        )
        return replace(self, steps=steps)

    def run(
        self,
        *inputs: Tensor,
        known: Mapping[str, Tensor] | None = None,
        frozen: Mapping[str, Tensor] | None = None,
    ) -> Iterator[tuple[Step, dict[str, Tensor]]]:
        """Run the program, yielding after each step with the values that are still needed.

        The dictionary holds the step's inputs and output; what no later step reads is dropped
        when the iteration goes on.

        Parameters
        ----------
        inputs
            Of the model; none where ``known`` holds them.
        known
            All values of an earlier pass (`values`), which are not computed again.
        frozen
            Values of a pass that runs in step with this one, from which detached values are
            taken: they are the same in both, and what depends on them is always computed.
        """
        values = dict(known or {})
        values.update(zip(self.inputs, inputs, strict=False))
        for index, step in enumerate(self.steps):
            if frozen is not None and isinstance(step.operation, Detach):
                values[step.name] = frozen[step.name]
            elif known is None or (frozen is not None and step.name in self._thawed):
                parents = (values[name] for name in step.inputs)
                values[step.name] = step.operation.forward(*parents)
            yield step, values
            for name in {*step.inputs, step.name}:
                if self._expiry.get(name, -1) <= index:
                    del values[name]

    def outputs_of(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        """Return the explained scalars, (N,) each."""
        *_, (_, values) = self.run(*inputs)
        return tuple(values[name] for name in self.outputs)

    def output_of(self, *inputs: Tensor) -> Tensor:
        """Return the explained scalar, (N,); the first where there are several."""
        return self.outputs_of(*inputs)[0]

    def values(
        self, *inputs: Tensor, frozen: Mapping[str, Tensor] | None = None
    ) -> dict[str, Tensor]:
        """Return every value of one pass, by name; see `run`."""
        kept = dict(zip(self.inputs, inputs, strict=True))
        for step, values in self.run(*inputs, frozen=frozen):
            kept[step.name] = values[step.name]
        return kept
