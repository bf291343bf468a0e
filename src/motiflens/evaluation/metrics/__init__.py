"""Measures of scores: pure functions of NumPy arrays, one concept a file, a value a sequence."""
