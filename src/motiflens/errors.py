"""The exceptions that a user of motiflens may meet, in one tree.

Every one carries three things for a person: what was wrong, where, and what to do about it.
The command line prints them without a traceback and exits with ``exit_code``.
"""

from __future__ import annotations


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
        """Return what was wrong, where, and what to do, a line each."""
        lines = [self.what]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.fix:
            lines.append(f"  to do: {self.fix}")
        return "\n".join(lines)


class InputError(MotiflensError):
    """A file or a value given as data cannot be used."""


class StoreError(InputError):
    """A file of motiflens' own is damaged, of another version, or of another kind."""


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
