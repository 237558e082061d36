"""The commands of ``tripont``: a module for each of them or each group, and what they share.

``tripont.py`` hangs them into the command line. Heavy rooms are imported inside the commands that need them, so that
``tripont --help`` answers at once.
"""
