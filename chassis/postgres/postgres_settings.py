"""Server settings of the embedded PostgreSQL: local sockets only, durable, and no data in its log."""

from collections.abc import Mapping
from typing import Final

SETTINGS: Final[Mapping[str, str]] = {
    "listen_addresses": "",  # nobody but this machine's own user may connect, through the socket below
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "client_connection_check_interval": "1s",  # a killed relay's advisory lock is free in half a second instead of 7.5
    "fsync": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Messages, details and statements of failures quote rows and values. Whoever sent the statement is told of the
    # failure; the log keeps what concerns the server.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_lock_waits": "off",
    "log_min_duration_statement": "-1",
}


def quoted(name: str) -> str:
    """Return a database name as a quoted SQL identifier."""
    escaped = name.replace('"', '""')
    return f'"{escaped}"'
