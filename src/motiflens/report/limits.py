"""How much of each thing a page holds, so that it opens well; what is left out is said there."""

from __future__ import annotations

THUMBNAILS = 500
"""Rows of the table with a logo."""

SEQLETS = 100
"""Rows of a heat map: more are less than a pixel high."""

HITS = 50
"""Hits in the table that a motif's page lets one save; the file has all."""

EXAMPLES = 2
"""Loci on a motif's page."""

AROUND = 40
"""bp of a locus drawn on either side of the hit that it is an example of."""

PARTNERS = 5
"""Motifs seen together with one."""

SPACINGS = 3
"""Distances between two motifs that are enriched."""

NAMES = 6
"""Names of known motifs that are the same as a match."""
