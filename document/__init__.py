"""What Tripont knows about a note at each step: frozen records, states and errors.

This room imports nothing but the standard library, so that every other room may import it.
"""
