"""Methods that are one walk through the captured model, each operation following a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from motiflens.attribution.batch import Batch, explain_batch
from motiflens.attribution.batching import batch_size
from motiflens.attribution.engine import Engine, Subject
from motiflens.attribution.fusing import fuse
from motiflens.attribution.methods import Method
from motiflens.attribution.operations import Weighted
from motiflens.attribution.options import MethodOptions
from motiflens.attribution.plan import Rules
from motiflens.attribution.result import Attribution
from motiflens.named import named


class Propagation(Engine):
    """Walks through the model by the rules that the method's row names."""

    concurrent = True

    def __init__(self, method: Method, options: MethodOptions, subject: Subject) -> None:
        super().__init__(method, options, subject)
        rules = load_rules(method.rules)(options)
        program = rules.prepared(subject.program)
        program, self.plan = fuse(program, rules.plan(program, method.title))
        self.program = program.to(subject.device, subject.precision)

    @cached_property
    def batch_size(self) -> int:
        """As many as the activations at one sequence allow."""
        device, precision = self.subject.device, self.subject.precision
        inputs = (example.to(device, precision) for example in self.subject.examples)
        with torch.inference_mode():
            values = self.program.values(*inputs).values()
        return batch_size(sum(value.nbytes for value in values), device)

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of layers with weights; of methods that send relevance."""
        if self.plan.start != "value":
            return ()
        reached = (step for step in self.program.steps if step.name in self.plan.rules)
        return tuple(
            dict.fromkeys(step.label for step in reached if isinstance(step.operation, Weighted))
        )

    def outputs(self, x: Tensor) -> Tensor:
        """Return the targets (N, T) by a pass through the captured model."""
        return torch.stack(self.program.outputs_of(x), 1)

    def at_references(self, shared: Tensor) -> Sequence[Mapping[str, Tensor]] | None:
        """Return all values of a pass at each reference, if one pass serves all sequences."""
        if not self.program.shares_reference or len(self.program.inputs) > 1:
            return None
        return [self.program.values(reference) for reference in shared.unbind(1)]

    def explain(self, batch: Batch, layers: Set[str] = frozenset()) -> tuple[Attribution, ...]:
        """Walk once for each reference."""
        return explain_batch(self.method, self.program, self.plan, batch, layers)


def load_rules(name: str) -> Callable[[Any], Rules]:
    """Return the factory of rules that `Method.rules` names."""
    factory: Callable[[Any], Rules] = named(name)
    return factory
