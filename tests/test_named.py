"""What tables name is found."""

from __future__ import annotations

import pytest

from motiflens.named import named


def test_a_name_leads_to_what_it_names() -> None:
    import collections

    assert named("collections:OrderedDict") is collections.OrderedDict


@pytest.mark.parametrize("name", ["collections:Nothing", "no_such_module:thing"])
def test_a_name_that_leads_nowhere_is_an_error(name: str) -> None:
    with pytest.raises((AttributeError, ModuleNotFoundError)):
        named(name)
