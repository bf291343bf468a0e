"""Drawings as inline SVG: small, with names of their own, and readable aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from markupsafe import Markup

from motiflens.errors import StoreError
from motiflens.report.figures.style import BLUE, GREY, INK, ORANGE

# The page sets what these hold, or has no use for it.
_LEFT_OUT = {"metadata", "style"}
_REFERENCE = re.compile(r"(?<=url\(#)[^)]+(?=\))")
_AROUND_COMMAND = re.compile(r"\s*([A-Za-z])\s*")
_DECIMALS = re.compile(r"-?\d+\.\d{3,}")
_THEME = {
    INK: "currentColor",
    GREY: "var(--soft)",
    BLUE: "var(--blue)",
    ORANGE: "var(--orange)",
    "#000000": "currentColor",
    "#ffffff": "var(--ground)",
}
"""Colours of figures that the page sets, so that they are read on light and on dark."""


def inline(svg: str, *, name: str, title: str) -> Markup:
    """Return an SVG document as an element of an HTML page.

    Identifiers that something refers to become ``name`` and a number, the others are dropped;
    coordinates are rounded to two decimals; colours of the figures become those of the page.

    Parameters
    ----------
    svg
        The document, as matplotlib writes it.
    name
        Unique in the page.
    title
        What the drawing shows, for a reader who cannot see it.

    Raises
    ------
    StoreError
        Where ``svg`` is no XML.
    """
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise StoreError(f"a drawing is not SVG: {error}", where=title) from None
    _prune(root)
    _rename(root, name)
    for element in root.iter():
        _shorten(element)
        _theme(element)
    _describe(root, name, title)
    # Safe as markup: the serialiser has escaped every text and attribute.
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _prune(root: ElementTree.Element) -> None:
    """Take the namespaces off the names, and drop what the page does not need."""
    for element in root.iter():
        element.tag = _local(element.tag)
        for key in [key for key in element.attrib if key.startswith("{")]:
            element.attrib[_local(key)] = element.attrib.pop(key)
        if element.text and not element.text.strip():
            element.text = None
        if element.tail and not element.tail.strip():
            element.tail = None
        for child in list(element):
            if _local(child.tag) in _LEFT_OUT:
                element.remove(child)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _rename(root: ElementTree.Element, name: str) -> None:
    """Give the identifiers in use a number after ``name``; drop the others."""
    used = dict.fromkeys(_references(root))
    new = {identifier: f"{name}-{number}" for number, identifier in enumerate(used)}
    for element in root.iter():
        identifier = element.attrib.pop("id", None)
        if identifier in new:
            element.attrib["id"] = new[identifier]
        for key, value in element.attrib.items():
            if key == "href" and value.startswith("#"):
                element.attrib[key] = f"#{new[value[1:]]}"
            elif "url(#" in value:
                element.attrib[key] = _REFERENCE.sub(lambda match: new[match[0]], value)


def _references(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "href" and value.startswith("#"):
                yield value[1:]
            yield from _REFERENCE.findall(value)


def _shorten(element: ElementTree.Element) -> None:
    """Round coordinates, and take out the spaces around the commands of a path."""
    for key in ("d", "x", "y", "points"):
        if key in element.attrib:
            element.attrib[key] = _DECIMALS.sub(_two_decimals, element.attrib[key])
    if "d" in element.attrib:
        element.attrib["d"] = _AROUND_COMMAND.sub(r"\1", element.attrib["d"])


def _theme(element: ElementTree.Element) -> None:
    """Leave colours that the page has a name for to the page."""
    for key in ("style", "fill", "stroke"):
        value = element.attrib.get(key, "")
        for colour, name in _THEME.items():
            value = value.replace(colour, name)
        if value:
            element.attrib[key] = value


def _two_decimals(match: re.Match[str]) -> str:
    return f"{float(match[0]):.2f}".rstrip("0").rstrip(".")


def _describe(root: ElementTree.Element, name: str, title: str) -> None:
    # With the width alone a page can narrow the drawing and keep its proportions.
    for key in ("version", "height"):
        root.attrib.pop(key, None)
    root.attrib |= {"role": "img", "aria-labelledby": f"{name}-title"}
    label = ElementTree.Element("title", {"id": f"{name}-title"})
    label.text = title
    root.insert(0, label)
