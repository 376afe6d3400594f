"""Sockets to listen on: a worker has one of its own, at the port that all share."""

import socket
from typing import Final

BACKLOG: Final = 2048  # connections that wait to be accepted; as uvicorn has it


def bound(host: str, port: int, *, together: bool = False) -> socket.socket:
    """Return a socket that is bound to the address, and does not listen yet; `together` with others of this user."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if together:
            # the kernel spreads connections over the workers by their addresses, and a dead one gets none any more
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.bind(address)
        made.setblocking(False)  # noqa: FBT003 - the socket module takes no name
    except OSError:
        made.close()
        raise
    return made
