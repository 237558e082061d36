"""Neural translation with the packages of Argos Translate.

``packages`` keeps the packages on this machine, with ``index``, ``download`` and ``archive`` on the way in;
``engine`` translates, with ``model``, ``alignment`` and ``wording`` to help it.
"""
