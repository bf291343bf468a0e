"""Reads on each base of a genome, from bigWig, BAM and fragment files alike."""
