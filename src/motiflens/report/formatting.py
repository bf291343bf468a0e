"""Numbers and messages as a person reads them.

A number becomes a ``<data>`` element: its text is rounded, its ``value`` is not, so that a
program that reads the page gets what the files hold.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from numbers import Integral

from markupsafe import Markup, escape

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_MINUS = "\N{MINUS SIGN}"
_TIMES = "\N{MULTIPLICATION SIGN}"
_CODE = re.compile(r"`([^`]+)`")
_NOTHING = Markup('<span class="nothing" title="not available">\N{EN DASH}</span>')


def number(value: float | None, digits: int = 3) -> Markup:
    """Return ``value`` with ``digits`` significant digits; counts are given whole."""
    return _data(value, lambda known: plain_number(known, digits))


def fixed(value: float | None, decimals: int = 3) -> Markup:
    """Return ``value`` with a fixed number of decimals, for columns that are compared."""
    return _data(value, lambda known: f"{known:z.{decimals}f}".replace("-", _MINUS))


def percent(value: float | None, decimals: int = 1) -> Markup:
    """Return the fraction ``value`` as a percentage."""
    return _data(value, lambda known: f"{100 * known:.{decimals}f} %".replace("-", _MINUS))


def plain_number(value: float, digits: int = 3) -> str:
    """Return the text alone, for captions and descriptions that hold no markup.

    Examples
    --------
    >>> plain_number(1078), plain_number(0.25)
    ('1,078', '0.25')
    """
    if isinstance(value, Integral) or (float(value).is_integer() and abs(value) < 1e6):
        return f"{int(value):,}".replace("-", _MINUS)
    if 1e-3 <= abs(value) < 1e6:
        text = f"{value:.{digits}g}"
        return (text if "e" not in text else f"{value:,.0f}").replace("-", _MINUS)
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = str(int(exponent)).translate(_SUPERSCRIPTS)
    return f"{mantissa} {_TIMES} 10{power}".replace("-", _MINUS)


def tick(value: float) -> str:
    """Return a round number as an axis has it: no digit that says nothing."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".") if abs(value) < 1e9 else f"{value:.1e}"
    return "0" if text in ("-0", "") else text.replace("-", _MINUS)


def prose(text: str) -> Markup:
    """Return a message as a sentence: a capital, a full stop, and code where backticks are."""
    sentence = text[:1].upper() + text[1:]
    if sentence and sentence[-1] not in ".!?":
        sentence += "."
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(sentence))))


def _data(value: float | None, text: Callable[[float], str]) -> Markup:
    if value is None or not math.isfinite(value):
        return _NOTHING
    exact = int(value) if isinstance(value, Integral) else float(value)
    return Markup('<data value="{}">{}</data>').format(repr(exact), text(exact))
