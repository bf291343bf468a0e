"""Exports: what was found, in the formats that the field's tools read."""
