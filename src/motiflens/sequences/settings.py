"""What options of a data set mean together, and which do not go together."""

from __future__ import annotations

from motiflens.config import Prepare
from motiflens.errors import ConfigError
from motiflens.sequences.rows import Geometry

_WINDOW = 200
_MADE = ("genome", "shuffle")


def own_negatives(options: Prepare) -> str | None:
    """Return the path of the user's own negatives, or None where they are made."""
    return None if options.negatives in _MADE else options.negatives


def region_geometry(options: Prepare) -> Geometry:
    """Return the lengths of windows round regions.

    Raises
    ------
    ConfigError
        Where the offset could move a window off its region.
    """
    window = options.window or _WINDOW
    max_offset = window // 4 if options.max_offset is None else options.max_offset
    if 2 * max_offset >= window:
        raise ConfigError(
            f"an offset of up to {max_offset} bp can move a window of {window} bp off its region",
            where="max_offset",
            fix=f"give less than half of the window; the default is {window // 4}",
        )
    return Geometry(window, max_offset)


def sequence_geometry(options: Prepare, length: int) -> Geometry:
    """Return the lengths of windows that are whole sequences of ``length`` bp.

    Raises
    ------
    ConfigError
        Where another window is asked for.
    """
    if options.window not in (None, length):
        raise ConfigError(
            f"a window of {options.window} bp is asked for, the sequences have {length} bp",
            where="window",
            fix="leave `window` out: it is the sequences' length",
        )
    return Geometry(length, 0)


def check_options(options: Prepare) -> None:
    """Refuse options that have no meaning together, instead of leaving one without effect.

    Raises
    ------
    ConfigError
        Naming the option.
    """
    if options.sequences:
        unused = [name for name in ("genome", "blacklist", "max_offset") if getattr(options, name)]
        if unused:
            raise ConfigError(
                f"{unused[0]} has no meaning for sequences from FASTA files alone",
                fix="leave it out, or give regions and a genome in place of sequences",
            )
        if options.negatives == "genome":
            raise ConfigError(
                "sequences from FASTA files alone have no genome to take negatives from",
                where="negatives",
                fix="give `shuffle`, or a FASTA file of your own negatives",
            )
    default_ratio = Prepare.model_fields["negatives_ratio"].default
    if own_negatives(options) and options.negatives_ratio != default_ratio:
        raise ConfigError(
            "negatives of your own are all used, whatever their number",
            where="negatives_ratio",
            fix="leave `negatives_ratio` out",
        )
