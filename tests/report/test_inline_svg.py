from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure

from motiflens.errors import StoreError
from motiflens.logos.figures import svg
from motiflens.report.inline_svg import inline

_SVG = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
     width="10pt" height="5pt" viewBox="0 0 10 5" version="1.1">
  <metadata>made by something</metadata>
  <defs><style type="text/css">*{color: red}</style>
    <clipPath id="clip"><rect x="0.12345" width="1" height="1"/></clipPath>
    <path id="letter" d="M 1.23456 2.98765 L 3 -4.00001"/></defs>
  <g id="figure_1" clip-path="url(#clip)">
    <use xlink:href="#letter" transform="scale(0.015625)"/></g>
</svg>"""


def figure() -> Figure:
    drawn = Figure(figsize=(2, 1))
    drawn.add_subplot().plot([0, 1], [0, 1], marker="o")
    return drawn


def test_identifiers_in_use_are_renamed_with_what_refers_to_them():
    drawn = inline(_SVG, name="here", title="a letter")
    assert '<clipPath id="here-0">' in drawn
    assert 'clip-path="url(#here-0)"' in drawn
    assert 'id="here-1"' in drawn
    assert 'href="#here-1"' in drawn
    assert "figure_1" not in drawn


def test_coordinates_are_rounded_and_transforms_are_not():
    drawn = inline(_SVG, name="here", title="a letter")
    assert 'd="M1.23 2.99L3 -4"' in drawn
    assert 'x="0.12"' in drawn
    assert "scale(0.015625)" in drawn


def test_nothing_of_the_document_reaches_the_page():
    drawn = inline(_SVG, name="here", title="a letter")
    for word in ("xml", "http:", "metadata", "style", "color: red", "xlink"):
        assert word not in drawn


def test_a_reader_who_cannot_see_it_hears_the_title():
    drawn = inline(_SVG, name="here", title='<script>alert("x")</script> & more')
    root = ElementTree.fromstring(drawn)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == root[0].attrib["id"] == "here-title"
    assert root[0].text == '<script>alert("x")</script> & more'
    assert "<script>" not in drawn


def test_two_drawings_of_one_figure_share_no_identifier():
    document = svg(figure())
    first, second = (
        set(re.findall(r'id="([^"]+)"', inline(document, name=name, title="t"))) for name in "ab"
    )
    assert len(first) > 1
    assert not first & second


def test_a_drawing_keeps_its_width_and_its_proportions():
    root = ElementTree.fromstring(inline(_SVG, name="here", title="a letter"))
    assert root.attrib["width"] == "10pt"
    assert root.attrib["viewBox"] == "0 0 10 5"
    assert "height" not in root.attrib


def test_what_is_no_svg_is_an_error():
    with pytest.raises(StoreError, match="not SVG"):
        inline("<svg>", name="here", title="a letter")
