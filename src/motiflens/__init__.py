"""motiflens: which bases does a DNA model read, and which motifs are they?"""
