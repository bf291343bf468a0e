"""YAML that is none is a ValueError, whatever the parser makes of it."""

from __future__ import annotations

import pytest

from motiflens.plain_yaml import plain_yaml


def test_data_are_read() -> None:
    assert plain_yaml("{a: [1, 2.5, x], b: null}") == {"a": [1, 2.5, "x"], "b": None}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[1, 2", "expected"),
        ("2001-99-99", "month"),
        ("[" * 5000, "nested too deeply"),
        ("!!python/name:os.system x", "could not determine a constructor"),
    ],
)
def test_what_is_none_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        plain_yaml(text)
