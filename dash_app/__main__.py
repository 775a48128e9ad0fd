"""``python -m dash_app``: serve the built city with uvicorn, one process."""

import socket
import sys

import uvicorn

from geodata.errors import BadInput, SijangsilError
from geodata.settings import from_environment


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; raises BadInput when the address is not ours or the port is taken."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(2048)
    except OSError as problem:
        raise BadInput(
            f"Cannot serve on {host}:{port} ({problem.strerror or problem}); choose another address with HOST and PORT."
        ) from problem
    return listening


def main() -> int:
    """Serve until stopped; returns the exit code. Errors are one sentence on standard error."""
    try:
        settings = from_environment()
        from dash_app.app import create_app

        listening = bind(settings.host, settings.port)
        app = create_app(settings)
    except SijangsilError as problem:
        print(problem.log, file=sys.stderr)
        return problem.exit_code
    print(f"Sijangsil serves {settings.city} on http://{settings.host}:{settings.port}", file=sys.stderr, flush=True)
    uvicorn.Server(
        uvicorn.Config(app.server, log_level="warning", timeout_graceful_shutdown=2, server_header=False, proxy_headers=False)
    ).run(sockets=[listening])  # forwarded addresses are read by dash_app.identity, from trusted proxies only
    return 0


if __name__ == "__main__":
    sys.exit(main())
