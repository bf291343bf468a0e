"""The files between the steps: what `motiflens` writes, and reads back with every check."""
