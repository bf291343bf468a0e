"""Strategies that spoil what was whole: bytes, lines, JSON, tables, archives."""

from __future__ import annotations

import copy
import gzip
import io
import json
import re
import warnings
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]

MOST = 3
"""Mutations of one file at a time."""

NUMBERS = (
    *("-1", "0", "1", "007", "1e400", "-1e400", "nan", "inf", "1.5", "1_0", "0x10", "1e3", "+2"),
    *("2147483648", "4294967296", "9223372036854775807", "99999999999999999999999999", "9" * 5000),
    *("٣", "²", "½", "", " ", ".", "NA"),
)
WORDS = (
    *("\0", "\ufeff", "\u2028", "\x85", "\x0b", "\x1c", "\r", '"', "'", "\t", "\n", ",", ";", ">"),
    *("#", "%", "=", ":", "{}", "{x}", "$(x)", "`x`", "../x", "é", "\u202e", "😀", "A" * 70_000),
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_PIECES = (
    *(b"", b"\0", b"\n", b"\r\n", b"\xff", b"\xff" * 4, b"\xff" * 8, b"\x00" * 8),
    *(b"\x7f" + b"\xff" * 7, b"\xff\xff\xff\x7f", b"\x1f\x8b\x08", b"PK\x03\x04"),
    *(b"\x89HDF\r\n\x1a\n", b"\xef\xbb\xbf", b"[" * 5000),
)


@st.composite
def garbled(draw: Draw, whole: bytes) -> bytes:
    """Return bytes with a few of them changed, cut out, put in, doubled or swapped."""
    found = bytearray(whole)
    for _ in range(draw(st.integers(1, MOST))):
        at, end = sorted(draw(st.integers(0, len(found))) for _ in range(2))
        how = draw(st.integers(0, 6))
        if how == 0 and found:
            at = min(at, len(found) - 1)
            found[at] ^= 1 << draw(st.integers(0, 7))
        elif how == 1:
            del found[at:]
        elif how == 2:
            del found[at:end]
        elif how == 3:
            found[at:at] = draw(st.sampled_from(_PIECES))
        elif how == 4:
            piece = draw(st.sampled_from(_PIECES))
            found[at : at + len(piece)] = piece
        elif how == 5:
            found[at:at] = found[at:end][:5000]
        else:
            found[:end] = found[at:end] + found[:at]
    return bytes(found)


@st.composite
def misspelt(draw: Draw, whole: str) -> bytes:
    """Return text with a few numbers, words or lines changed."""
    lines = whole.split("\n")
    for _ in range(draw(st.integers(1, MOST))):
        number = draw(st.integers(0, len(lines) - 1))
        how = draw(st.integers(0, 8))
        if how <= 2:
            lines[number] = draw(_with_another_number(lines[number]))
        elif how == 3:
            at = draw(st.integers(0, len(lines[number])))
            word = draw(st.sampled_from(WORDS) | st.text(max_size=5))
            lines[number] = lines[number][:at] + word + lines[number][at:]
        elif how == 4:
            lines[number] = lines[number][: draw(st.integers(0, len(lines[number])))]
        elif how == 5:
            lines.insert(number, lines[draw(st.integers(0, len(lines) - 1))])
        elif how == 6:
            other = draw(st.integers(0, len(lines) - 1))
            lines[number], lines[other] = lines[other], lines[number]
        elif how == 7:
            lines[number] = draw(_with_cells_moved(lines[number]))
        elif len(lines) > 1:
            del lines[number]
    ending = draw(st.sampled_from(("\n", "\n", "\r\n", "\r")))
    encoding = draw(st.sampled_from(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "latin-1")))
    return ending.join(lines).encode(encoding, "replace")


@st.composite
def _with_another_number(draw: Draw, line: str) -> str:
    numbers = list(_NUMBER.finditer(line))
    if not numbers:
        return line
    chosen = draw(st.sampled_from(numbers))
    return line[: chosen.start()] + draw(st.sampled_from(NUMBERS)) + line[chosen.end() :]


@st.composite
def _with_cells_moved(draw: Draw, line: str) -> str:
    cells = re.split(r"([\t, =;])", line)
    moved = draw(st.sampled_from(cells))
    at = draw(st.integers(0, len(cells) - 1))
    cells[at] = draw(st.sampled_from(("", moved, moved * 3)))
    return "".join(cells)


def text(whole: str) -> st.SearchStrategy[bytes]:
    """Return texts that are not quite what they were, some of which are no text at all."""
    garbage = st.text(max_size=200).map(lambda words: words.encode("utf-8", "replace"))
    return misspelt(whole) | misspelt(whole) | garbled(whole.encode()) | garbage


def compressed(whole: str) -> st.SearchStrategy[bytes]:
    """Return files of gzip: of spoilt texts, or spoilt themselves."""
    return text(whole).map(_gzip) | garbled(_gzip(whole.encode()))


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _nested(depth: int, kind: str) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value] if kind == "list" else {"a": value}
    return value


JUNK: Sequence[Any] = (
    *(None, True, False, -1, 0, 1, 10**30, -(10**30), 1.5, float("nan"), float("inf"), "", "x"),
    *("NaN", "9" * 50, "\0", "../../x", "\ud800", "é", [], {}, [[]], [None], ["x"], [1, [2]]),
    *({"": 1}, {"class_name": "Dense"}, 2**31, 2**63, -(2**63), 1e308, "1e400", "None", "(1,"),
    *(_nested(50, "list"), _nested(50, "dict"), [0] * 300),
)


@st.composite
def rearranged(draw: Draw, whole: Any, junk: Sequence[Any] = JUNK) -> Any:
    """Return a tree of JSON with a few of its values replaced, dropped, or put elsewhere."""
    found = copy.deepcopy(whole)
    for _ in range(draw(st.integers(1, MOST))):
        places = list(_places(found))
        if not places:
            return draw(st.sampled_from(junk))
        inside, key = draw(st.sampled_from(places))
        how = draw(st.integers(0, 5))
        if how <= 2:
            inside[key] = copy.deepcopy(draw(st.sampled_from(junk)))
        elif how == 3:
            del inside[key]
        elif how == 4:
            other, place = draw(st.sampled_from(places))
            inside[key] = copy.deepcopy(other.get(place) if isinstance(other, dict) else 0)
        elif isinstance(inside, dict):
            inside[draw(st.sampled_from((f"{key}_", "", "schema", "name")))] = inside.pop(key)
        else:
            inside.append(copy.deepcopy(inside[key]))
    return found


def _places(tree: Any) -> Any:
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        yield tree, key
        if isinstance(value, dict | list):
            yield from _places(value)


def json_bytes(whole: Any) -> st.SearchStrategy[bytes]:
    """Return JSON of rearranged trees, JSON spoilt as text, and what nests too deep."""
    deep = st.sampled_from((b"[" * 100_000, b'{"a":' * 100_000, b"[" * 900 + b"]" * 900))
    plain = json.dumps(whole, indent=1)
    return rearranged(whole).map(as_json) | rearranged(whole).map(as_json) | text(plain) | deep


def as_json(tree: Any) -> bytes:
    return json.dumps(tree).encode("utf-8", "surrogatepass")


@st.composite
def repacked(
    draw: Draw, whole: bytes, spoil: Callable[[str, bytes], st.SearchStrategy[bytes]]
) -> bytes:
    """Return a zip archive with members spoilt, renamed, dropped or doubled, or its own bytes."""
    if draw(st.integers(0, 3)) == 0:
        return draw(garbled(whole))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        archived = {name: archive.read(name) for name in archive.namelist()}
    members = list(archived.items())
    for _ in range(draw(st.integers(1, 2))):
        number = draw(st.integers(0, len(members) - 1))
        name, content = members[number]
        spoilt = archived.get(name) != content
        how = draw(st.integers(0, 6))
        if how <= 3:
            members[number] = name, draw(garbled(content) if spoilt else spoil(name, content))
        elif how == 4:
            members[number] = f"{draw(st.sampled_from(('../', '/', 'x', '')))}{name}x", content
        elif how == 5:
            members.append((draw(st.sampled_from((name, "../x", "extra.json", "code/x.py"))), b"1"))
        elif len(members) > 1:
            del members[number]
    made = io.BytesIO()
    method = draw(st.sampled_from((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(made, "w", method) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return made.getvalue()
