"""The machine half: what takes a note from PDF to Word files in the other languages."""
