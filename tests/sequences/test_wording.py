from __future__ import annotations

import pytest

from motiflens.sequences.wording import few


@pytest.mark.parametrize(
    ("names", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a, b"), (["a", "b", "c", "d"], "a, b and 2 more")],
)
def test_the_rest_is_counted(names: list[str], expected: str):
    assert few(names, most=2) == expected
