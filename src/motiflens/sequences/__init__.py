"""From files of the field to windows of coded bases: FASTA, BED, negatives and splits."""
