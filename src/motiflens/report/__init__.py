"""The report: one self-contained HTML page from the files of the other steps."""
