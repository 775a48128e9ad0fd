"""``python -m dash_app``: serve the built city with uvicorn, one process."""

import sys

import uvicorn

from geodata.errors import SijangsilError
from geodata.settings import from_environment


def main() -> int:
    """Serve until stopped; returns the exit code. Errors are one sentence on standard error."""
    try:
        settings = from_environment()
        from dash_app.app import create_app

        app = create_app(settings)
    except SijangsilError as problem:
        print(problem.log, file=sys.stderr)
        return problem.exit_code
    print(f"Sijangsil serves {settings.city} on http://{settings.host}:{settings.port}", file=sys.stderr, flush=True)
    uvicorn.run(app.server, host=settings.host, port=settings.port, log_level="warning", timeout_graceful_shutdown=2, server_header=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
