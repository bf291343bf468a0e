from __future__ import annotations

import gzip

import pytest

from motiflens.errors import InputError
from motiflens.sequences.tabular import read_table


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.tsv", "a\tb\n1\tx y\n\n# comment\n2\t\n"),
        ("t.csv", '\ufeffa,b\r\n1,"x y"\r\n\r\n# comment\r\n2,\r\n'),
        ("t.csv.gz", "a,b\n1,x y\n\n# comment\n2,\n"),
        ("t.txt", "a\t b \n1\t x y\n\n# comment\n2\t \n"),
    ],
)
def test_cells_go_by_the_names_of_their_columns(write, name, text):
    content = gzip.compress(text.encode()) if name.endswith(".gz") else text
    path = write(name, content)
    rows = list(read_table(path, ["a"]))
    assert [row.cells for row in rows] == [{"a": "1", "b": "x y"}, {"a": "2", "b": ""}]
    assert [row.line for row in rows] == [2, 5]
    assert rows[1].where == f"{path}, line 5"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a\tc\n1\t2\n", 1, "no column 'b': the header has a, c"),
        ("# x\na,b\n1,2\n", 2, "no column 'a': the header has a,b"),
        ("a\tb\ta\n", 1, "two columns are named 'a'"),
        ("a\tb\n1\t2\n1\n", 3, "the line has 1 cells, and the header 2"),
        ("a\tb\n1\t2\t3\n", 2, "the line has 3 cells, and the header 2"),
    ],
)
def test_a_line_that_does_not_fit_is_named(write, text, line, message):
    path = write("t.tsv", text)
    with pytest.raises(InputError, match=message) as error:
        list(read_table(path, ["a", "b"]))
    assert error.value.where == f"{path}, line {line}"
    assert error.value.fix
