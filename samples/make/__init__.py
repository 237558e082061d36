"""Builds the sample notes: from a note's text and design to its PDF, its truth and its terms."""
