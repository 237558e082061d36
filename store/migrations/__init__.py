"""How the tables came to be as they are, one revision after the other; ``store.migrate`` walks them.

After a change of ``store/tables.py``, ``python -m store.migrate "what changes"`` drafts the next revision.
"""
