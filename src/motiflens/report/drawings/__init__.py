"""Drawings of motifs and their hits as lean SVG: a page of a hundred motifs has five of each.

The page's styles give them colours, so that they are read on a light and on a dark ground alike.
"""
