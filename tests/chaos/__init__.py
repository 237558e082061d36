"""Chaos: real workers on the real pipeline, and whatever can be unplugged is. Run it with ``make chaos``."""
