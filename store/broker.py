"""Who carries the bell's messages, and whether it answers."""

from typing import Any

from kombu import Connection
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from document.errors import TripontError

SECONDS = 2
"""How long a broker may take to answer."""


class BrokerAway(TripontError):
    """The broker does not answer just now. Notes are taken in all the same, and begun a little later."""

    code = "broker_away"
    retryable = True


def who_is(url: str) -> str:
    """Ask the broker at this address what it is: ``Redis 7.0.15``; raises BrokerAway."""
    if url.startswith("filesystem:"):
        return "files on this machine"
    try:
        with Connection(url, connect_timeout=SECONDS, transport_options={"socket_timeout": SECONDS}) as connection:
            connection.ensure_connection(max_retries=1, timeout=SECONDS)
            return _server(connection)
    except (OperationalError, RedisError, OSError) as problem:
        raise BrokerAway(
            f"The broker does not answer ({type(problem).__name__}). Start it, or correct TRIPONT_BROKER_URL; "
            "nothing is lost meanwhile."
        ) from problem


def _server(connection: Connection) -> str:
    """Name a server that speaks Redis' protocol with its version; of others, only how they are reached."""
    client: Any = getattr(connection.default_channel, "client", None)
    if client is None:
        return str(connection.transport_cls)
    told = client.info("server")
    if "valkey_version" in told:
        return f"Valkey {told['valkey_version']}"
    return f"Redis {told.get('redis_version', '')}".strip()
