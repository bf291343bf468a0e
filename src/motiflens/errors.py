"""The exceptions that a user of motiflens may meet, in one tree.

Every one carries three things for a person: what was wrong, where, and what to do about it.
The command line prints them without a traceback and exits with ``exit_code``.
"""

from __future__ import annotations

_LONGEST = 2000
"""Letters of a part of a message: what it quotes from a file may be of any length."""


class MotiflensError(Exception):
    """Base of everything that motiflens raises on purpose.

    Parameters
    ----------
    what
        One sentence: what was wrong.
    where
        The place: file and line, region, key of the configuration, operation of the model.
    fix
        What the reader can do about it.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str | None = None, fix: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        """Return what was wrong, where, and what to do, a line each, fit for a terminal."""
        lines = [printable(self.what)]
        if self.where:
            lines.append(f"  where: {printable(self.where)}")
        if self.fix:
            lines.append(f"  to do: {printable(self.fix)}")
        return "\n".join(lines)


def printable(text: str) -> str:
    """Return text without what would drive a terminal, or fill it: names come from files.

    Control characters, those that turn the direction of writing and halves of surrogate pairs
    are written out, and what is too long loses its middle.
    """
    if len(text) > _LONGEST:
        half = _LONGEST // 2
        text = f"{text[:half]} ... {text[-half:]}"
    return "".join(
        letter if letter.isprintable() or letter == "\n" else ascii(letter)[1:-1] for letter in text
    )


class InputError(MotiflensError):
    """A file or a value given as data cannot be used."""


class StoreError(InputError):
    """A file of motiflens' own is damaged, of another version, or of another kind."""


class OutputError(MotiflensError):
    """A result cannot be written where it was asked for."""


class ModelError(MotiflensError):
    """A model cannot be built, loaded, or matched with the data."""


class CaptureError(ModelError):
    """The model could not be captured as a graph of operations."""


class UnsupportedOperationError(ModelError):
    """The model holds an operation for which the chosen method has no rule."""


class ConfigError(MotiflensError):
    """The configuration or the command line asks for something that does not exist."""

    exit_code = 2


class DeviceError(ConfigError):
    """The device asked for is not there."""


class MotiflensWarning(UserWarning):
    """Base of the warnings: the result stands, but the reader should know something of it."""


class CompletenessWarning(MotiflensWarning):
    """Scores do not add up to what they explain, within the tolerance of their precision."""


class ReferenceWarning(MotiflensWarning):
    """A reference is not what it should be: see the message."""
