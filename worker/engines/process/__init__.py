"""One process a machine that holds the models: whoever translates asks it over a socket.

``server`` is that process, ``client`` an engine like any other that asks it and starts it when it is not there,
``messages`` what the two say to each other. A model weighs hundreds of megabytes, and one that came over a fork hangs.
"""
