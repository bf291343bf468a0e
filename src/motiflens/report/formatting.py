"""Numbers as a person reads them, each with its exact value kept in the page.

Every function returns a ``<data>`` element: its text is rounded, its ``value`` is not, so that
a program that reads the page gets what the files hold.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Integral

from markupsafe import Markup

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_MINUS = "\N{MINUS SIGN}"
_NOTHING = Markup('<span class="nothing" title="not available">\N{EN DASH}</span>')


def number(value: float | None, digits: int = 3) -> Markup:
    """Return ``value`` with ``digits`` significant digits; counts are given whole."""
    return _data(value, lambda known: plain_number(known, digits))


def fixed(value: float | None, decimals: int = 3) -> Markup:
    """Return ``value`` with a fixed number of decimals, for columns that are compared."""
    return _data(value, lambda known: f"{known:.{decimals}f}".replace("-", _MINUS))


def percent(value: float | None, decimals: int = 1) -> Markup:
    """Return the fraction ``value`` as a percentage."""
    return _data(value, lambda known: f"{100 * known:.{decimals}f} %".replace("-", _MINUS))


def plain_number(value: float, digits: int = 3) -> str:
    """Return the text alone, for captions and descriptions that hold no markup.

    Examples
    --------
    >>> plain_number(1078), plain_number(0.25), plain_number(3.14e-07)
    ('1,078', '0.25', '3.14 × 10⁻⁷')
    """
    if isinstance(value, Integral) or (float(value).is_integer() and abs(value) < 1e6):
        return f"{int(value):,}".replace("-", _MINUS)
    if 1e-3 <= abs(value) < 1e6:
        text = f"{value:.{digits}g}"
        return (text if "e" not in text else f"{value:,.0f}").replace("-", _MINUS)
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return f"{mantissa} × 10{str(int(exponent)).translate(_SUPERSCRIPTS)}".replace("-", _MINUS)


def _data(value: float | None, text: Callable[[float], str]) -> Markup:
    if value is None or not math.isfinite(value):
        return _NOTHING
    exact = int(value) if isinstance(value, Integral) else float(value)
    return Markup('<data value="{}">{}</data>').format(repr(exact), text(exact))
