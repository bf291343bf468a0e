"""Logos of motifs, and contributions along a window, as figures."""
