"""What can go wrong with packages; each message ends with what to do."""

from document.errors import NoEngine


class PackageUnavailable(NoEngine):
    """A package could not be fetched or stored; the same call may succeed later."""

    retryable = True


class PackageRefused(NoEngine):
    """A file is not a package that Tripont can use."""
