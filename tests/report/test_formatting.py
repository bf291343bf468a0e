from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motiflens.report.formatting import fixed, number, percent, plain_number, prose


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1078, "1,078"),
        (np.int64(12), "12"),
        (-3.0, "\N{MINUS SIGN}3"),
        (0.25, "0.25"),
        (-1.5, "\N{MINUS SIGN}1.5"),
        (0.123456, "0.123"),
        (1234.567, "1,235"),
        (3.14159e-7, "3.14 \N{MULTIPLICATION SIGN} 10⁻⁷"),
        (9.999e-8, "1.00 \N{MULTIPLICATION SIGN} 10⁻⁷"),
        (2e12, "2.00 \N{MULTIPLICATION SIGN} 10¹²"),
    ],
)
def test_plain_number(value, text):
    assert plain_number(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False, width=32) | st.integers())
def test_the_exact_value_stays_in_the_page(value):
    found = re.fullmatch(r'<data value="([^"]+)">[^<]+</data>', str(number(value)))
    assert found is not None
    assert type(value)(found[1]) == value


@given(st.floats(min_value=1e-9, max_value=1e9))
def test_three_digits_are_kept(value):
    text = plain_number(value, 3).replace(",", "")
    mantissa, _, exponent = text.partition(" \N{MULTIPLICATION SIGN} 10")
    power = int(exponent.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))) if exponent else 0
    assert float(mantissa) * 10.0**power == pytest.approx(value, rel=5.1e-3)


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
@pytest.mark.parametrize("form", [number, fixed, percent])
def test_what_is_not_known_is_said_so(form, value):
    assert "not available" in form(value)


def test_fixed_and_percent():
    assert fixed(0.8637, 2) == '<data value="0.8637">0.86</data>'
    assert fixed(-0.5) == '<data value="-0.5">\N{MINUS SIGN}0.500</data>'
    assert percent(0.1234) == '<data value="0.1234">12.3 %</data>'


def test_prose_is_a_sentence_with_code_and_no_markup_of_its_own():
    assert prose("set `anchor: <b>`") == "Set <code>anchor: &lt;b&gt;</code>."
    assert prose("Done.") == "Done."
    assert prose("") == ""
