"""Fetching a feed's pages: one client, hard limits on time and size, every failure a ProviderError without the key."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from geodata.connector import Connector, Feature, Request
from geodata.dialect import Dialect, ErrorKind, ProviderError
from geodata.feeds.masking import guard_client_logs
from geodata.settings import secret, value

PAGES = 400  # no feed has more; a server that ignores START would otherwise be asked for ever


@dataclass(frozen=True, slots=True)
class Limits:
    """``timeout_s``: to connect, and between two pieces of a body. ``total_s``: one whole reply. ``body_bytes``: its size."""

    timeout_s: float = 10.0
    total_s: float = 30.0
    body_bytes: int = 16 * 2**20


@dataclass
class Harvest:
    """What all pages of one refresh gave. ``problems``: one sentence per row that was left out, merged or mended."""

    features: dict[str, Feature] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    observed_at: datetime | None = None
    calls: int = 0

    def add(self, features: tuple[Feature, ...], page: str, merge: Callable[[Feature, Feature], Feature] | None = None) -> int:
        """Add a page's features, each id once; returns how many were new. An id that stands twice in one page is reported; one
        that an earlier page told of is put together by ``merge``."""
        seen: set[str] = set()
        new = 0
        for feature in features:
            if feature.id in seen:
                self.problems.append(f"Id {feature.id} stands twice in {page}; the first row was kept.")
            elif feature.id not in self.features:
                self.features[feature.id] = feature
                new += 1
            elif merge:
                self.features[feature.id] = merge(self.features[feature.id], feature)
            seen.add(feature.id)
        return new


def read_body(client: httpx.Client, address: str, limits: Limits) -> bytes:
    """The body at ``address``. ProviderError for any status but 200, a body too large, too slow or cut short."""
    ends = time.monotonic() + limits.total_s
    body = bytearray()
    begun = False
    try:
        with client.stream("GET", address, timeout=limits.timeout_s, follow_redirects=False) as reply:
            begun = True
            if reply.status_code != httpx.codes.OK:
                raise ProviderError(f"The provider answered with HTTP status {reply.status_code}. It is asked again later.", kind="http")
            for piece in reply.iter_bytes():
                body += piece
                if len(body) > limits.body_bytes:
                    sentence = f"The reply is larger than {limits.body_bytes} bytes and was broken off. It is asked again later."
                    raise ProviderError(sentence, kind="too_large")
                if time.monotonic() > ends:
                    sentence = f"The reply was not complete after {limits.total_s:g} s and was broken off. It is asked again later."
                    raise ProviderError(sentence, kind="timeout")
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as problem:
        # the client's own words may hold the address, and with it the key: only the kind of failure is told
        sentence = f"The provider could not be reached ({type(problem).__name__}). It is asked again later."
        raise ProviderError(sentence, kind=_kind(problem, begun)) from None
    return bytes(body)


def _kind(problem: Exception, begun: bool) -> ErrorKind:
    """A client's failure as a kind: no answer in time, a body that ends early (the reply had ``begun``), or no connection at all."""
    if isinstance(problem, httpx.TimeoutException):
        return "timeout"
    return "cut_off" if begun else "unreachable"


def harvest(connector: Connector, dialect: Dialect, client: httpx.Client, spend: Callable[[], None], limits: Limits) -> Harvest:
    """All pages of all requests of a real connector. ``spend`` is called before every call and raises ProviderError when the
    day's allowance is used up."""
    assert connector.requests is not None
    assert connector.parse is not None
    key = secret(connector.key_env) if connector.key_env else None
    guard_client_logs(key)
    base = value(dialect.base_env)
    crop = Harvest()
    for first in connector.requests():
        request: Request | None = first
        while request is not None:
            if crop.calls >= PAGES:
                sentence = f"{connector.id} did not end after {PAGES} pages. The provider may ignore the rows asked for."
                raise ProviderError(sentence, "later", kind="too_large")
            spend()
            crop.calls += 1
            page = dialect.decode(read_body(client, dialect.address(base, key, request), limits))
            parsed = connector.parse(page, request)
            new = crop.add(parsed.features, request.path, connector.merge)
            if request is not first and parsed.features and not new:
                sentence = f"{request.path} repeats rows already read; the provider ignores the rows asked for."
                raise ProviderError(sentence, "later", kind="too_large")
            crop.problems += parsed.problems
            crop.observed_at = max(filter(None, (crop.observed_at, parsed.observed_at)), default=None)
            request = connector.next_page(page, request) if connector.next_page else None
    return crop
