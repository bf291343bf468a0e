"""Families: motifs of all tasks and methods that are one motif."""
