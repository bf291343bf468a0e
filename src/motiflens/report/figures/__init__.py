"""The report's own figures: matplotlib figures from plain numbers."""
