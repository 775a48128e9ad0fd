"""Providers that tell a camera's stream only when asked: one call per camera, made when somebody watches, never kept on disk.

``camera.address`` is then "DIALECT PATH"; the key is added by the dialect at the moment of use.
"""

import asyncio
from collections import OrderedDict
from dataclasses import replace
from time import monotonic

from geodata.connector import Request
from geodata.dialects import utic
from geodata.settings import secret, value
from geodata.video.cameras import Camera
from geodata.video.reach import Allowed, Resolve
from geodata.video.upstream import Bounds, Upstream, asked, whole_body

ASKERS = {"utic": (utic.DIALECT, utic.KEY, utic.stream_of)}
GOOD_S = 60.0  # an answer is used again within this time: viewers of one camera ask once
KEPT = 200
ANSWER_BYTES = 200_000
_told: "OrderedDict[str, tuple[float, str, str]]" = OrderedDict()


async def stream_now(camera: Camera, hosts: Allowed, bounds: Bounds, resolve: Resolve) -> Camera:
    """The camera with kind and address of its stream as the provider tells them now. Raises Upstream when it tells none."""
    known = _told.get(camera.address)
    if known is None or monotonic() - known[0] > GOOD_S:
        known = (monotonic(), *await _ask(camera, hosts, bounds, resolve))
        _told[camera.address] = known
        while len(_told) > KEPT:
            _told.popitem(last=False)
    return replace(camera, kind=known[1], address=known[2])


async def _ask(camera: Camera, hosts: Allowed, bounds: Bounds, resolve: Resolve) -> tuple[str, str]:
    name, _, path = camera.address.partition(" ")
    if name not in ASKERS:
        raise Upstream("A camera's provider is not known to this version.")
    dialect, key_env, stream_of = ASKERS[name]
    base = value(dialect.base_env)
    question = dialect.address(base, secret(key_env), Request(path))
    try:
        async with (
            asyncio.timeout(bounds.total_s),
            asked(question, hosts, bounds, headers={"referer": base + "/"}, resolve=resolve) as (reply, _),
        ):
            told = stream_of(await whole_body(reply, ANSWER_BYTES))
    except TimeoutError:
        raise Upstream("A camera's provider did not tell its stream in time.", 504) from None
    if told is None:
        raise Upstream("A camera's provider told no stream.")
    return told
