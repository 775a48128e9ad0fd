"""Keeping keys out of every text: logs, errors, reports."""

import logging
from urllib.parse import quote

from geodata.errors import SijangsilError

MASK = "***"


def mask(text: str, *secrets: str | None) -> str:
    """``text`` without the secrets, plain or percent-encoded."""
    for secret in secrets:
        for form in {secret, quote(secret, safe="")} if secret else ():
            text = text.replace(form, MASK)
    return text


def sentence(problem: Exception, *secrets: str | None) -> str:
    """A problem as one masked sentence for log and table."""
    words = problem.log if isinstance(problem, SijangsilError) else f"{type(problem).__name__}: {problem}"
    return mask(words, *secrets)[:500]


class _Masking(logging.Filter):
    """Masks a key in records of the HTTP client, which logs every address it asks for."""

    def __init__(self, secret: str):
        super().__init__()
        self.secret = secret

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = mask(record.getMessage(), self.secret), None
        return True


def guard_client_logs(secret: str | None) -> None:
    """Mask ``secret`` in what httpx and httpcore log; safe to call again."""
    if not secret:
        return
    for name in ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy"):
        logger = logging.getLogger(name)
        if not any(isinstance(f, _Masking) and f.secret == secret for f in logger.filters):
            logger.addFilter(_Masking(secret))
