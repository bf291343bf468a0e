"""Expectations of methods that are no walk: each is computed by the engine of its row."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from conformance.found import Case, Found, Runner
from conformance.network import Network
from motiflens.attribution.batch import Batch
from motiflens.attribution.cam.engine import ActivationMap
from motiflens.attribution.cam.receptive_field import receptive_fields
from motiflens.attribution.capture import capture
from motiflens.attribution.engine import Engine, Subject, make_engine
from motiflens.attribution.gradient_options import GradientOptions
from motiflens.attribution.methods import METHODS
from motiflens.attribution.result import Attribution
from motiflens.attribution.rules.gradient import gradient_rules
from motiflens.attribution.sampling.gradients import gradients
from motiflens.config import method_options

_PRECISE = {
    torch.float64: {"tolerance": 1e-11, "max_steps": 1_000_000},
    torch.float32: {"tolerance": 5e-6, "max_steps": 20_000},
}


class OnNumbers(nn.Module):
    """A network of n numbers that is given (N, 4, n), of which it reads the first row."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> Tensor:
        output: Tensor = self.network(x[:, 0])
        return output


def _inputs(case: Case, values: Any) -> Tensor:
    """Return (1, 4, L); numbers that are no DNA stand in the first of four rows.

    A second row makes each column sum to one, since an engine reads a column of zeros as an N.
    """
    x = torch.tensor(values, dtype=case.get("dtype", torch.float64))
    if x.dim() == 1:
        zero = torch.zeros_like(x)
        x = torch.stack([x, 1 - x, zero, zero])
    return x[None]


def engine(case: Case, method: str, **options: Any) -> Engine:
    """Return the engine of a method for a case's network."""
    x = _inputs(case, case["input"])
    network: nn.Module = Network(case["network"]).to(x.dtype).eval()
    if len(case["network"]["input_shape"]) == 1:
        network = OnNumbers(network)
    subject = Subject(network, (x,), (case["target"],), x.device, x.dtype)
    return make_engine(METHODS[method], method_options(method, options), subject)


def explained(case: Case, method: str, references: list[Any], **options: Any) -> Attribution:
    """Return the attribution of a case's input against references."""
    against = torch.cat([_inputs(case, reference) for reference in references])[None]
    with torch.inference_mode():
        (found,) = engine(case, method, **options).explain(
            Batch(_inputs(case, case["input"]), against, None, ())
        )
    return found


def _references(case: Case) -> list[Any]:
    return case["references"] if case.get("reference") is None else [case["reference"]]


def _of_positions(method: str, **options: Any) -> Runner:
    """Return what runs a method that has scores of positions, which for numbers are inputs."""

    def run(case: Case, _: Any) -> Found:
        found = explained(case, method, _references(case), **options)
        return Found(found.scores[0], named={"position_score": found.scores[0]})

    return run


def _shaped(case: Case, found: Attribution) -> Found:
    """Return contributions in the shape of the input."""
    numbers = len(case["network"]["input_shape"]) == 1
    return Found(
        found.scores[0] if numbers else found.contributions[0],
        hypothetical=None if numbers or found.hypothetical is None else found.hypothetical[0],
    )


def _integrated_gradients(case: Case, _: Any) -> Found:
    precise = _PRECISE[case.get("dtype", torch.float64)]
    found = explained(case, "integrated-gradients", _references(case), **precise)
    return _shaped(case, found)


def _expected_gradients(case: Case, expected: Any) -> Found:
    """Return the expectation, which are integrated gradients; what is drawn must be near it."""
    exact = _integrated_gradients(case, expected)
    drawn = [
        explained(case, "expected-gradients", [reference], samples=200)
        for reference in _references(case)
    ]
    scores = torch.stack([one.scores[0] for one in drawn]).mean(0)
    errors = torch.stack([one.standard_error[0] for one in drawn]).square().sum(0).sqrt()
    assert exact.attribution is not None
    wanted = exact.attribution if exact.attribution.dim() == 1 else exact.position_score
    _near(scores, wanted, errors / len(drawn))
    return exact


def _near(found: Tensor, wanted: Tensor, standard_error: Tensor) -> None:
    slack = 6 * standard_error + 1e-5 * wanted.abs().max()
    assert bool(((found - wanted).abs() <= slack).all())


def _smoothgrad(case: Case, expected: Any, sigma: float) -> Found:
    """Return the expectation over noise where quadrature finds it, and else a mean over draws."""
    drawn = explained(case, "smoothgrad", [_zeros(case)], sigma=sigma, samples=4000)
    drawn_shaped = _shaped(case, drawn)
    exact = _over_noise(case, sigma)
    if exact is None:
        assert drawn.standard_error is not None
        error = drawn.standard_error[0]
        if len(case["network"]["input_shape"]) > 1:
            error = torch.tensor(case["input"], dtype=error.dtype) * error
        return Found(drawn_shaped.attribution, standard_error=error)
    assert drawn.standard_error is not None
    _near(drawn.scores[0], exact if exact.dim() == 1 else exact.sum(0), drawn.standard_error[0])
    return Found(exact)


def _zeros(case: Case) -> Any:
    return np.zeros(case["network"]["input_shape"]).tolist()


def _over_noise(case: Case, sigma: float, points: int = 24) -> Tensor | None:
    """Return x times the mean gradient by Gauss-Hermite, where two numbers of points agree."""
    shape = case["network"]["input_shape"]
    if int(np.prod(shape)) > 3:
        return None
    coarse, fine = (_hermite(case, sigma, number) for number in (points - 7, points))
    close = torch.allclose(coarse, fine, rtol=1e-5 if fine.dtype == torch.float32 else 1e-10)
    return fine if close else None


def _hermite(case: Case, sigma: float, points: int) -> Tensor:
    x = torch.tensor(case["input"], dtype=case.get("dtype", torch.float64))
    nodes, weights = np.polynomial.hermite_e.hermegauss(points)
    count = x.numel()
    noise = torch.tensor(list(product(nodes, repeat=count)), dtype=x.dtype)
    share = torch.tensor(list(product(weights, repeat=count)), dtype=x.dtype).prod(1)
    network = Network(case["network"]).to(x.dtype).eval()
    program = capture(network, x[None], target=case["target"])
    plan = gradient_rules(GradientOptions()).plan(program, "SmoothGrad")
    at = (x.flatten() + sigma * noise).view(-1, *x.shape)
    _, slopes = gradients(program, plan, at)
    return x * torch.einsum("n...,n->...", slopes[0], share / share.sum())


def _ism(case: Case, _: Any) -> Found:
    """Return the effect of each base: the row's scores are these, less their mean."""
    uniform = np.full(case["network"]["input_shape"], 0.25).tolist()
    found = explained(case, "mutagenesis", [uniform])
    assert found.hypothetical is not None
    return Found((found.hypothetical - found.scores[:, None])[0])


def _last_map(case: Case) -> str:
    """Return the node that is the last with positions."""
    network = Network(case["network"]).eval()
    x, values = torch.tensor([case["input"]], dtype=torch.float64), {}
    for name, node in network.named_children():
        node.register_forward_hook(lambda *seen, name=name: values.update({name: seen[2].dim()}))
    network(x)
    return [name for name, dims in values.items() if dims == 3][-1]


def _map_of(case: Case, found: Engine) -> tuple[Tensor, Tensor]:
    """Return the scores of a map's positions, and of the bases."""
    assert isinstance(found, ActivationMap)
    with torch.inference_mode():
        values = found.program.values(_inputs(case, case["input"]))
        scores = found.weigh(found.maps[0], values)
        return scores[0], found.upsample(scores, found.maps[0].spread)[0]


def _cam(case: Case, _: Any) -> Found:
    """Return Zhou's map, which is the number of positions times what each gave to the output."""
    scores, _ = _map_of(case, engine(case, "cam"))
    return Found(scores * len(scores))


def _grad_cam(relu: bool, upsampled: bool) -> Runner:
    def run(case: Case, _: Any) -> Found:
        found = engine(case, "grad-cam", layer=_last_map(case), relu=relu)
        return Found(_map_of(case, found)[upsampled])

    return run


def _geometry(case: Case, _: Any) -> Found:
    """Return what a position sees far from the edges, of the same layers on a longer sequence."""
    last = _last_map(case)
    names = [node["id"] for node in case["network"]["nodes"]]
    nodes = case["network"]["nodes"][: names.index(last) + 1]
    length = case["network"]["input_shape"][1] + 600
    x = torch.zeros(1, case["network"]["input_shape"][0], length, dtype=torch.float64)
    network = Network(case["network"] | {"nodes": nodes, "output": last})
    program = capture(network, x, target=lambda output: output.sum((1, 2)))
    fields = receptive_fields(program, program.values(x))
    field = next(
        fields[step.name] for step in reversed(program.steps) if step.origin.module == last
    )
    low = length - field.from_end.amax(1).flatten()
    high = field.from_start.amax(1).flatten()
    middle = len(low) // 2
    jump = low[middle + 1] - low[middle]
    size, left = high[middle] - low[middle], low[middle] - middle * jump
    dtype = case.get("dtype", torch.float64)
    named = {"rf": size, "jump": jump, "left": left}
    return Found(named={name: number.to(dtype) for name, number in named.items()})


_RUNNERS: dict[str, Runner] = {
    "integrated_gradients": _integrated_gradients,
    "expected_gradients": _expected_gradients,
    "shapley": _of_positions("shapley"),
    "occlusion_1": _of_positions("occlusion"),
    "prediction_difference": _of_positions("prediction-difference"),
    "ism": _ism,
    "cam": _cam,
    "gradcam_relu": _grad_cam(relu=True, upsampled=False),
    "gradcam_no_relu": _grad_cam(relu=False, upsampled=False),
    "gradcam_rf_upsampled_no_relu": _grad_cam(relu=False, upsampled=True),
    "rf_upsampled": _grad_cam(relu=False, upsampled=True),
    "rf_geometry": _geometry,
}


def engine_runner(name: str) -> Runner | None:
    """Return what computes an expectation by a method's engine, or None."""
    if patch := re.fullmatch(r"occlusion_patch_(\d+)", name):
        return _of_positions("occlusion-patch", width=int(patch[1]))
    if noise := re.fullmatch(r"smoothgrad_x_input_expectation_sigma_([0-9.e-]+)", name):
        return lambda case, expected: _smoothgrad(case, expected, float(noise[1]))
    return _RUNNERS.get(name)
