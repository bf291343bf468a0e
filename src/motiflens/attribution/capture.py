"""From an ``nn.Module`` to a `Program`, by `torch.export`.

Export sees functional calls, in-place operations, re-used modules and residual sums alike, since
all are nodes of a graph; hooks on modules see none of that. ``run_decompositions`` makes in-place
operations functional, puts our `formulas` in the place of the operators that have one, and leaves
convolutions and pooling whole.
"""

from __future__ import annotations

import logging
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from motiflens.attribution.fold import fold_batch_norm
from motiflens.attribution.formulas import active_formulas, restate
from motiflens.attribution.formulas.recurrent import check_length
from motiflens.attribution.origin import NOT_THE_MODEL, unsupported
from motiflens.attribution.program import Program
from motiflens.attribution.read_graph import read_graph
from motiflens.collecting import uncollected
from motiflens.errors import CaptureError, MotiflensError

if TYPE_CHECKING:
    from motiflens.attribution.kept_programs import Keeper

Target = int | tuple[int, ...] | Callable[[Any], Tensor] | None


def capture(
    model: nn.Module,
    x: Tensor,
    args: Sequence[Tensor] = (),
    target: Target | list[Target] = None,
    keeper: Keeper | None = None,
) -> Program:
    """Capture ``model`` with the explained scalars as its outputs.

    Parameters
    ----------
    model
        Any module that `torch.export` can follow. It is left as it was.
    x
        An example of its first input, (N, ...), on the model's device.
    args
        Examples of its further inputs, (N, ...) each.
    target
        Which scalar of the output is explained: an index into the dimensions after the batch, a
        function of the output that returns (N,), or None where there is only one. A list of
        these has one forward pass for all.
    keeper
        Where what is found is kept, and looked for first.

    Raises
    ------
    CaptureError
        Where export fails, or a target is not one number for each sequence.
    UnsupportedOperationError
        Where operations that an output needs have no typed form; all are named.
    """
    program = survey(model, x, args, target, keeper)
    hindering = [call for call in program.refused if call.hinders]
    if hindering:
        raise unsupported(hindering)
    return program


def survey(
    model: nn.Module,
    x: Tensor,
    args: Sequence[Tensor] = (),
    target: Target | list[Target] = None,
    keeper: Keeper | None = None,
) -> Program:
    """Capture what of ``model`` can be read; `Program.refused` names the rest. See `capture`."""
    _refuse_scripts(model)
    program = None if keeper is None else keeper.recall(model)
    if program is None:
        program = _read(model, x, args, target)
        program = program if keeper is None else keeper.keep(program, model)
    return fold_batch_norm(program)


def _read(
    model: nn.Module, x: Tensor, args: Sequence[Tensor], target: Target | list[Target]
) -> Program:
    # Two sequences: export would take a batch of one for a constant of the model.
    examples = tuple(torch.cat([tensor[:1], tensor[:1]]) for tensor in (x, *args))
    targets = target if isinstance(target, list) else [target]
    with evaluation_mode(model):
        exported = _export(_Explained(model, targets).eval(), examples)
    return read_graph(exported)


def _refuse_scripts(model: nn.Module) -> None:
    """Raise where a part of the model is TorchScript, of which export says nothing readable."""
    for name, module in model.named_modules():
        if isinstance(module, torch.jit.ScriptModule):
            raise CaptureError(
                "the model is a TorchScript program, which torch.export refuses to capture; the "
                "method follows a model's operations, and needs it captured",
                where=name or "the model",
                fix="choose a method that only calls the model, such as `mutagenesis` or "
                "`occlusion`, or import its state_dict with its class (`architecture: "
                "module:Class`), a torch.export program, or ONNX",
            )


class _Explained(nn.Module):
    """The model with the choice of the explained scalars at its end."""

    def __init__(self, model: nn.Module, targets: Sequence[Target]) -> None:
        super().__init__()
        self.model = model
        self.targets = targets

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        output = self.model(*inputs)
        return tuple(_scalar(_choose(output, target)) for target in self.targets)


def scalars(model: nn.Module, targets: Sequence[Target], inputs: Sequence[Tensor]) -> Tensor:
    """Return the targets (N, T) of what a model says of inputs (N, ...), without capturing it."""
    return torch.stack(_Explained(model, targets)(*inputs), 1)


def _scalar(chosen: Any) -> Tensor:
    if not isinstance(chosen, Tensor) or chosen.dim() != 1:
        shape = tuple(chosen.shape[1:]) if isinstance(chosen, Tensor) else type(chosen).__name__
        raise CaptureError(
            f"the target is not one number for each sequence: of each sequence it is {shape}",
            fix="give `target` an index for each dimension after the batch, or a function of "
            "the model's output that returns a tensor of shape (N,)",
        )
    return chosen


def _choose(output: Any, target: Target) -> Any:
    if callable(target):
        return target(output)
    if not isinstance(output, Tensor):
        return output
    if target is None:
        return output.reshape(-1) if output.shape[1:].numel() == 1 else output
    index = (target,) if isinstance(target, int) else target
    for position in index:
        if output.dim() < 2 or not -output.shape[1] <= position < output.shape[1]:
            raise CaptureError(
                f"there is no target {target}: the model's output is "
                f"{tuple(output.shape[1:])} for each sequence",
                fix="count targets from 0",
            )
        output = output.select(1, position)
    return output


@contextmanager
def evaluation_mode(model: nn.Module) -> Iterator[None]:
    """Put every module in evaluation mode, and each back as it was."""
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        yield
    finally:
        for module, mode in modes.items():
            module.training = mode


@contextmanager
def _attention_in_steps() -> Iterator[None]:
    """Keep PyTorch's transformer layers from calling one fused operator for all that they do."""
    before = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        yield
    finally:
        torch.backends.mha.set_fastpath_enabled(before)


def _export(model: _Explained, examples: tuple[Tensor, ...]) -> torch.export.ExportedProgram:
    batch = {0: torch.export.Dim.DYNAMIC}
    logging.disable(logging.ERROR)  # what goes wrong is said below, once
    shapes = (tuple(batch for _ in examples),)
    try:
        with warnings.catch_warnings(), torch.no_grad(), _attention_in_steps(), uncollected():
            warnings.simplefilter("ignore")  # torch's own, of its internals
            exported = torch.export.export(model, examples, dynamic_shapes=shapes)
            check_length(exported)
            restate(exported.graph)
            exported.graph_module.recompile()
            composed: torch.export.ExportedProgram = exported.run_decompositions(active_formulas())
            return composed
    except MotiflensError:
        raise
    except Exception as error:
        # Export raises many kinds of exception, the model's own among them.
        first_line = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise CaptureError(
            f"the model could not be captured by torch.export: {first_line}",
            where=_last_line(error) or f"the forward pass of {type(model.model).__name__}",
            fix="Python control flow that depends on values, a batch size written as a number, "
            "and calls that leave PyTorch can't be captured; `torch.export.export(model, (x,))` "
            "prints all that is known of the place",
        ) from error
    finally:
        logging.disable(logging.NOTSET)


def _last_line(error: Exception) -> str:
    """Return the innermost line of the model's own source on the way to ``error``."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith(NOT_THE_MODEL)
    ]
    return f"{frames[-1].filename}:{frames[-1].lineno}, {frames[-1].line}" if frames else ""
