"""Stages tell how long they took."""

from __future__ import annotations

import logging
import re
from collections import Counter

import pytest

from motiflens.stages import stage


def test_a_stage_is_a_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with stage("windows read"):
        assert caplog.messages == []
    (line,) = caplog.messages
    assert re.fullmatch(r"windows read in \d+\.\d s", line)


def test_stages_of_one_name_add_up_where_they_are_counted() -> None:
    seconds: Counter[str] = Counter()
    with stage("drawn", lambda done, took: seconds.update({done: took})):
        pass
    once = seconds["drawn"]
    with stage("drawn", lambda done, took: seconds.update({done: took})):
        pass
    assert 0 < once < seconds["drawn"]


def test_what_fails_tells_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with pytest.raises(ValueError, match="no"), stage("windows read"):
        raise ValueError("no")
    assert caplog.messages == []
