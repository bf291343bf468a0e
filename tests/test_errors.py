"""Errors say what, where and what to do."""

from __future__ import annotations

from motiflens import errors


def test_a_message_has_a_line_for_each_part() -> None:
    error = errors.InputError("the file is empty", where="a.bed", fix="give another")
    assert str(error) == "the file is empty\n  where: a.bed\n  to do: give another"
    assert str(errors.InputError("the file is empty")) == "the file is empty"


def test_every_error_ends_the_program_with_1_or_2() -> None:
    def kinds(kind: type[errors.MotiflensError]) -> list[type[errors.MotiflensError]]:
        return [kind, *(deep for sub in kind.__subclasses__() for deep in kinds(sub))]

    codes = {kind.__name__: kind.exit_code for kind in kinds(errors.MotiflensError)}
    assert codes["ConfigError"] == codes["DeviceError"] == 2
    assert codes["InputError"] == codes["StoreError"] == codes["CaptureError"] == 1
    assert set(codes.values()) == {1, 2}
