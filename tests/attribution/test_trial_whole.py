"""Methods that are no walk are tried as a whole, and say what came of it."""

from __future__ import annotations

import pytest
from torch import Tensor, nn

from attribution.networks import FREQUENCIES, ConvPoolDense, one_hot, settle
from motiflens.attribution.audit import audit
from motiflens.attribution.methods import METHODS, PROPAGATING

WHOLE = [name for name in METHODS if name not in PROPAGATING]


class _Sorting(nn.Module):
    """A network that no rule is known for."""

    def forward(self, x: Tensor) -> Tensor:
        return x.sum(1).cumsum(1).sort(1).values[:, :1] + x[:, 1].sum(1, keepdim=True)


def test_what_only_calls_a_model_runs_where_nothing_else_does() -> None:
    found = audit(
        _Sorting().double(),
        one_hot(3, 12),
        methods=["occlusion", "mutagenesis"],
        reference=FREQUENCIES,
    )
    assert [one.name for one in found.methods] == ["occlusion", "mutagenesis"]
    assert all(one.usable for one in found.methods)
    assert found.operations == ()


@pytest.mark.parametrize("name", [name for name in WHOLE if METHODS[name].needs != "calls"])
def test_a_model_that_cannot_be_captured_is_refused_with_the_reason(name: str) -> None:
    model = _Sorting().double()
    found = audit(model, one_hot(3, 12), methods=[name], reference=FREQUENCIES)
    assert not found.methods[0].usable
    assert found.methods[0].verdict.startswith("refused because no rule exists for sort")


def test_whole_methods_stand_beside_those_that_walk_in_the_order_asked() -> None:
    names = ["shapley", "deeplift", "occlusion"]
    found = audit(
        settle(ConvPoolDense()), one_hot(3, 30), methods=names, reference=FREQUENCIES, target=0
    )
    assert [one.name for one in found.methods] == names
    assert [one.adds_up for one in found.methods] == [True, True, None]
    assert found.methods[0].verdict == "exact as a whole"
    assert set(found.rules) == {"deeplift"}
