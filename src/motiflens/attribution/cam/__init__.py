"""Class activation maps, and which bases each position of a map sees."""
