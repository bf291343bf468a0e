"""Hits: where the motifs that were found lie in all windows, and how they lie to each other."""
