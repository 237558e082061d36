"""Tests: folders mirror the rooms; ``scoring`` is what more than one of them needs."""
