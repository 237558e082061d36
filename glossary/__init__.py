"""Concepts and their terms in French, Spanish and English: reading, checking, searching, finding them in text.

``glossary.matching`` loads spaCy and is imported only by those who match; the rest of the room is light.
"""
