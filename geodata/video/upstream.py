"""Asking a camera's provider: one checked address after the other, no cookies, nothing of ours or the viewer's passed on.

Every failure is an ``Upstream``: its words name no address, host or answer of the provider.
"""

import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin

import httpx

from geodata.errors import SijangsilError
from geodata.text import Text
from geodata.video.reach import Allowed, OutOfReach, Resolve, Target, system_resolve, target

REDIRECTS = 3
_ASKING: ContextVar[bool] = ContextVar("asking", default=False)

SILENT = Text(
    ko="카메라 영상을 받지 못했습니다. 제공 기관의 장치가 응답하지 않습니다. 잠시 후 다시 시도해 주세요.",
    en="The camera's picture did not come: the provider's equipment does not answer. Please try again shortly.",
)


class Upstream(SijangsilError):
    """The provider gave no usable picture. ``status``: 502 it answered wrongly, 504 it did not answer in time."""

    def __init__(self, log: str, status: int = 502):
        super().__init__(log, SILENT)
        self.status = status


@dataclass(frozen=True, slots=True)
class Bounds:
    """``timeout_s``: to connect, and between two pieces of a body. ``playlist_bytes``, ``still_bytes``, ``segment_bytes``: the
    largest body of each kind. ``total_s``: for a playlist, a still or one segment as a whole."""

    timeout_s: float = 8.0
    total_s: float = 30.0
    playlist_bytes: int = 1_000_000
    still_bytes: int = 5_000_000
    segment_bytes: int = 20_000_000


class _Quiet(logging.Filter):
    """Keeps what the HTTP library says of a camera's address out of every log."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not _ASKING.get()


@lru_cache(maxsize=1)
def _silence() -> None:
    for name in ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy"):
        logging.getLogger(name).addFilter(_Quiet())


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _request(where: Target, headers: dict[str, str], bounds: Bounds) -> httpx.Request:
    """A request to the address that was checked, which says the host that was asked for."""
    ip = f"[{where.ip}]" if ":" in where.ip else where.ip
    sent = {"host": where.authority, "accept": "*/*", "accept-encoding": "identity", "user-agent": "sijangsil", **headers}
    limits = dict.fromkeys(("connect", "read", "write", "pool"), bounds.timeout_s)
    extensions = {"timeout": limits, "sni_hostname": where.host.strip("[]")}
    return httpx.Request("GET", f"{where.scheme}://{ip}:{where.port}{where.path}", headers=sent, extensions=extensions)


@asynccontextmanager
async def asked(
    url: str, hosts: Allowed, bounds: Bounds, *, headers: dict[str, str] | None = None, resolve: Resolve = system_resolve
) -> AsyncIterator[tuple[httpx.Response, str]]:
    """The provider's answer at ``url`` (its body not read yet) and the address it came from after redirects, each of which was
    checked anew. Raises Upstream for anything but 200 or 206."""
    _silence()
    _ASKING.set(True)
    try:
        for _ in range(REDIRECTS + 1):
            try:
                where = await target(url, hosts, resolve)
            except OutOfReach as problem:
                raise Upstream(f"A camera's address may not be asked: {problem}.") from None
            except OSError:
                raise Upstream("A camera's host cannot be found.") from None
            # a connection of its own: nothing is kept that a later look-up could hand to another host
            async with httpx.AsyncHTTPTransport(verify=_tls(), trust_env=False) as transport:
                reply = await _sent(transport, _request(where, headers or {}, bounds))
                try:
                    if reply.is_redirect and reply.headers.get("location"):
                        url = urljoin(where.url, reply.headers["location"])
                        continue
                    if reply.status_code not in (200, 206):
                        raise Upstream(f"A camera's provider answered with HTTP status {reply.status_code}.")
                    yield reply, where.url
                    return
                finally:
                    await reply.aclose()
        raise Upstream(f"A camera's provider redirects more than {REDIRECTS} times.")
    except httpx.TimeoutException:
        raise Upstream("A camera's provider did not answer in time.", 504) from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as problem:
        raise Upstream(f"A camera's provider could not be asked ({type(problem).__name__}).") from None
    finally:
        _ASKING.set(False)  # not reset: a body that is streamed is closed in another task's context


async def _sent(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
    reply = await transport.handle_async_request(request)
    reply.request = request
    return reply


def content_type(reply: httpx.Response) -> str:
    """The answer's content type without parameters, lower case."""
    return reply.headers.get("content-type", "").partition(";")[0].strip().lower()


async def whole_body(reply: httpx.Response, most: int) -> bytes:
    """The body, at most ``most`` bytes; Upstream when it is larger."""
    body = bytearray()
    async for piece in reply.aiter_raw():
        body += piece
        if len(body) > most:
            raise Upstream(f"A camera's provider sent more than {most} bytes.")
    return bytes(body)
