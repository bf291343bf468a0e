from __future__ import annotations

from motiflens.report.inputs import Inputs
from motiflens.report.sections.provenance import flat, provenance_view
from report.examples import WEIGHTS
from report.page import Page


def test_hashes_versions_and_settings_are_in_the_page(inputs: Inputs, page: Page) -> None:
    text = page.by_id("provenance").text
    for word in (inputs.data_sha256, WEIGHTS, "cd" * 32, "2.13.0", "float32", "motiflens prepare"):
        assert word in text


def test_a_block_for_each_input(inputs: Inputs) -> None:
    titles = [facts.title for facts in provenance_view(inputs).facts]
    assert titles == [
        "Report", "Data", "Model", "A by DeepLIFT (Rescale)", "A by LRP-epsilon",
        "B by DeepLIFT (Rescale)", "B by LRP-epsilon",
    ]  # fmt: skip


def test_flat() -> None:
    nested = {"a": {"b": [1, 2], "c": {"d": None}}, "e": False, "f": {}}
    assert flat(nested) == {"a.b": "1, 2", "a.c.d": "not given", "e": "False"}
