"""Where things are kept: settings, tables, files, the job table, and the bell that wakes a worker.

Neither the machine half nor the human half is known here; both stand on this room and never need each other.
"""
