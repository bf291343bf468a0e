"""Rules of a user's own, for operators that motiflens does not know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

_Function = TypeVar("_Function", bound=Callable[..., Any])
_RULES: dict[tuple[str, Any], Callable[..., Any]] = {}
FAMILIES = ("deeplift", "gradient", "lrp")


def rule(operator: Any, *families: str) -> Callable[[_Function], _Function]:
    """Give an operator a rule of your own, from the next capture on.

    Parameters
    ----------
    operator
        The overload that the model calls, such as ``torch.ops.lab.hill.default`` of an operator
        made with `torch.library.custom_op`, or one of PyTorch's own.
    families
        Methods that follow it: any of ``deeplift`` (Rescale, RevealCancel, DeepSHAP),
        ``gradient``, ``lrp``.

    Returns
    -------
    A decorator of a function ``(site, message)``. ``site`` holds ``inputs``, ``output`` and the
    same at the reference (`motiflens.attribution.plan.Site`); ``message`` is what arrived at
    the output. It returns the message for each input that depends on the sequence: a tensor in
    that input's shape, or a tuple of them. DeepLIFT's add up if the sum of message times change
    over the inputs is that at the output; every attribution and `motiflens audit` check it.

    Raises
    ------
    ValueError
        Where no family, or an unknown one, is named.

    Examples
    --------
    >>> import torch
    >>> @rule(torch.ops.aten.sinh.default, "deeplift")
    ... def hyperbolic_sine(site, message):
    ...     (z,), (z0,) = site.inputs, site.reference_inputs
    ...     half = (z - z0) / 2
    ...     slope = torch.where(half == 0, 1, torch.sinh(half) / half)
    ...     return message * torch.cosh((z + z0) / 2) * slope
    """
    if not families or not set(families) <= set(FAMILIES):
        raise ValueError(f"name one or more of {', '.join(FAMILIES)}; given: {families}")

    def enter(function: _Function) -> _Function:
        _RULES.update({(family, operator): function for family in families})
        return function

    return enter


def user_rule(family: str, operator: Any) -> Callable[..., Any] | None:
    """Return the rule of a user's own, or None."""
    return _RULES.get((family, operator))


def has_user_rule(operator: Any) -> bool:
    """Return whether any family has a rule for ``operator``."""
    return any((family, operator) in _RULES for family in FAMILIES)


def any_user_rule() -> bool:
    """Return whether any operator has one."""
    return bool(_RULES)
