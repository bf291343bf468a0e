"""What options of a data set mean together, and which do not go together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from motiflens.config import Prepare
from motiflens.errors import ConfigError
from motiflens.sequences.rows import Geometry

_WINDOW = 200
_PROFILES = Geometry(window=2114, max_offset=250, output=1000)
"""Lengths of ChromBPNet (Pampari et al. 2025), but for half its offset."""
_MADE = ("genome", "shuffle")
_OF_TABLES = ("sequence_column", "name_column", "chromosome_column", "split_column")
_OF_READS = ("output_window", "shift", "min_mapq", "keep_duplicates", "max_count_quantile")


def readout(options: Prepare) -> str:
    """Return what is known of a window: a row of `motiflens.readouts.READOUTS`."""
    return options.readout or ("values" if options.table else "classes")


def own_negatives(options: Prepare) -> str | None:
    """Return the path of the user's own negatives, or None where they are made."""
    return None if options.negatives in _MADE else options.negatives


def region_geometry(options: Prepare) -> Geometry:
    """Return the lengths of windows round regions.

    Raises
    ------
    ConfigError
        Where the offset could move a window off its region, or what is read of it out of it.
    """
    if readout(options) == "profiles":
        geometry = _profile_geometry(options)
    else:
        window = options.window or _WINDOW
        max_offset = window // 4 if options.max_offset is None else options.max_offset
        geometry = Geometry(window, max_offset)
    _check_offset(geometry)
    if readout(options) == "counts":
        whole = geometry.window - 2 * geometry.max_offset
        geometry = replace(geometry, output=options.output_window or whole)
        _check_output(geometry, whole, "that lie in a window at any offset")
    return geometry


def _profile_geometry(options: Prepare) -> Geometry:
    window = options.window or _PROFILES.window
    default = options.window or _PROFILES.output
    output = options.output_window or default
    _check_output(Geometry(window, 0, output), window, "of the window")
    max_offset = output // 4 if options.max_offset is None else options.max_offset
    return Geometry(window, max_offset, output)


def _check_output(geometry: Geometry, most: int, what: str) -> None:
    if (geometry.window - geometry.output) % 2:
        problem = f"do not lie in the middle of {geometry.window} bp, but half a base beside it"
    elif geometry.output > most:
        problem = f"are more than the {most} bp {what}"
    else:
        return
    number = "an odd" if geometry.window % 2 else "an even"
    raise ConfigError(
        f"{geometry.output} bp {problem}",
        where="output_window",
        fix=f"give {number} number of at most {most}",
    )


def _check_offset(geometry: Geometry) -> None:
    length = geometry.output or geometry.window
    # A profile may end at the centre of its region, as ChromBPNet's do; a window must hold it.
    if 2 * geometry.max_offset >= min(geometry.window, length + 1):
        named = "a profile" if geometry.output else "a window"
        raise ConfigError(
            f"an offset of up to {geometry.max_offset} bp can move {named} of {length} bp off "
            "its region",
            where="max_offset",
            fix=f"give less than half of it; the default is {length // 4}",
        )


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
    if options.sequences or options.table:
        _check_without_genome(options)
    if not options.table:
        refuse(options, _OF_TABLES, "without a `table`")
    if not has_reads(options):
        refuse(options, _OF_READS, "without `readout: counts` or `readout: profiles`")
    elif options.negatives == "shuffle":
        raise ConfigError(
            "no reads are known of shuffled sequences",
            where="negatives",
            fix="give `genome`, or a BED file of your own negatives",
        )
    if readout(options) != "profiles":
        refuse(options, ("strands",), "without `readout: profiles`")
    if own_negatives(options):
        refuse(options, ("negatives_ratio",), "where negatives of your own are all used")
    if options.folds > 1:
        held_out = ("validation", "test", "split_column")
        refuse(options, held_out, f"beside `folds: {options.folds}`, which hold out in turn")


def has_reads(options: Prepare) -> bool:
    """Return whether reads are counted."""
    return readout(options) in ("counts", "profiles")


def _check_without_genome(options: Prepare) -> None:
    of_genomes = [n for n in ("genome", "blacklist", "max_offset") if getattr(options, n)]
    what = "sequences from FASTA files alone" if options.sequences else "sequences of a table"
    refuse(options, of_genomes, f"for {what}")
    if options.table:
        refuse(options, ("negatives", "negatives_ratio"), f"for {what} with their values")
    elif options.negatives == "genome":
        raise ConfigError(
            f"{what} have no genome to take negatives from",
            where="negatives",
            fix="give `shuffle`, or a FASTA file of your own negatives",
        )
    if options.split_column:
        refuse(options, ("validation", "test", "chromosome_column"), "beside `split_column`")
    by_chromosome = options.folds > 1 or isinstance(options.validation, list)
    if not (by_chromosome or isinstance(options.test, list)):
        refuse(options, ("chromosome_column",), "where no chromosomes are held out")


def refuse(options: Prepare, names: Iterable[str], when: str) -> None:
    """Raise `ConfigError` where one of the options has another value than its default."""
    for name in names:
        default = Prepare.model_fields[name].get_default(call_default_factory=True)
        if getattr(options, name) != default:
            raise ConfigError(f"{name} has no meaning {when}", where=name, fix="leave it out")
