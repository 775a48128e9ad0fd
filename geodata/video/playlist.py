"""HLS playlists, rewritten so that every address leads back here under an opaque name. Pure.

Only tags of the standard that we know pass; a comment or a private tag could carry an address. Sound is left out: audio
renditions and audio-only variants are dropped, and no variant refers to one any more.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol
from urllib.parse import urljoin, urlsplit

HEAD = "#EXTM3U"
LINES_AT_MOST = 20_000
DEFAULT_TARGET_S = 6.0

_ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^",]*)')
_SOUND_CODECS = ("mp4a", "ac-3", "ec-3", "opus", "flac", "vorb", "mp3", "alac")
# tags with nothing in them that could name a host
_PLAIN = (
    HEAD, "#EXT-X-VERSION", "#EXTINF", "#EXT-X-BYTERANGE", "#EXT-X-DISCONTINUITY", "#EXT-X-DISCONTINUITY-SEQUENCE", "#EXT-X-TARGETDURATION",
    "#EXT-X-MEDIA-SEQUENCE", "#EXT-X-ENDLIST", "#EXT-X-PLAYLIST-TYPE", "#EXT-X-INDEPENDENT-SEGMENTS", "#EXT-X-START", "#EXT-X-GAP",
    "#EXT-X-PROGRAM-DATE-TIME", "#EXT-X-I-FRAMES-ONLY", "#EXT-X-BITRATE",
)  # fmt: skip
_WITH_URI = {"#EXT-X-KEY": "key", "#EXT-X-SESSION-KEY": "key", "#EXT-X-MAP": "seg", "#EXT-X-I-FRAME-STREAM-INF": "list"}
# attributes that pass; others may hold names or addresses, or bind a variant to a sound track
_ATTRIBUTES = ("METHOD", "IV", "BYTERANGE", "BANDWIDTH", "AVERAGE-BANDWIDTH", "CODECS", "RESOLUTION", "FRAME-RATE")
_SOUND_ENDINGS = (".aac", ".mp3", ".m4a", ".ac3", ".ec3", ".ogg", ".opus")


class Name(Protocol):
    """(address as written, "seg" | "key" | "list") -> what stands in the rewritten playlist."""

    def __call__(self, uri: str, kind: str) -> str: ...


class Unplayable(Exception):
    """A playlist that cannot be shown; the words hold no address."""


@dataclass
class Playlist:
    """A rewritten playlist. ``names``: opaque name -> (kind, absolute address). ``mark``: digest that changes whenever the
    stream moves on. ``target_s``: announced length of a segment. ``master``: lists variants. ``ended``: nothing will be added."""

    text: str = ""
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    mark: str = ""
    target_s: float = DEFAULT_TARGET_S
    master: bool = False
    ended: bool = False


def opaque(secret: bytes, kind: str, address: str) -> str:
    """The name an address gets: the same for every viewer, and nobody can tell the address from it."""
    digest = hmac.new(secret, f"{kind}|{address}".encode(), hashlib.sha256).hexdigest()[:32]
    return digest + {"seg": suffix_of(address), "key": ".key", "list": ".m3u8"}[kind]


def suffix_of(address: str) -> str:
    """The ending by which a player knows a segment's form."""
    path = urlsplit(address).path.lower()
    return next((e for e in (".m4s", ".mp4", ".m4v", ".cmfv", ".vtt") if path.endswith(e)), ".ts")


def rewrite(body: bytes, base: str, secret: bytes, prefix: str) -> Playlist:
    """The playlist ``body``, read at ``base``; names stand after ``prefix``. Raises Unplayable when it is none, or holds no
    moving picture."""
    try:
        lines = body.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Unplayable("the playlist is no text") from None
    if not lines or lines[0].strip() != HEAD or len(lines) > LINES_AT_MOST:
        raise Unplayable("the answer is no playlist")
    found = Playlist(master=any(line.startswith("#EXT-X-STREAM-INF") for line in lines))

    def named(uri: str, kind: str) -> str:
        address = urljoin(base, uri.strip())
        if urlsplit(address).scheme not in ("http", "https"):
            raise Unplayable("the playlist names something that is not fetched by http")
        name = opaque(secret, kind, address)
        found.names[name] = (kind, address)
        return prefix + name

    kept = _lines(lines, found, named)
    if not any(kind in ("seg", "list") for kind, _ in found.names.values()):
        raise Unplayable("the playlist holds no moving picture, or sound only")
    found.text = "\n".join(kept) + "\n"
    found.mark = _mark(lines)
    return found


def _lines(lines: list[str], found: Playlist, named: Name) -> list[str]:
    kept: list[str] = []
    variant: str | None = None  # the STREAM-INF line that waits for its address
    drop = False
    for line in (one.strip() for one in lines):
        tag = line.split(":")[0]
        if not line:
            continue
        if tag == "#EXT-X-STREAM-INF":
            drop = is_sound_only(line)
            variant = None if drop else f"{tag}:{_attributes(line, None)}"
        elif tag in _WITH_URI and not (tag == "#EXT-X-I-FRAME-STREAM-INF" and is_sound_only(line)):
            kept.append(f"{tag}:{_attributes(line, partial(named, kind=_WITH_URI[tag]))}")
        elif tag in _PLAIN:
            _note(tag, line, found)
            kept.append(f"{line.split(',')[0]}," if tag == "#EXTINF" else line)  # its title is free text
        elif not line.startswith("#"):
            if found.master and drop:
                drop = False
                continue
            if not found.master and urlsplit(line).path.lower().endswith(_SOUND_ENDINGS):
                raise Unplayable("the playlist holds sound only")
            kept += [*([variant] if variant else []), named(line, "list" if found.master else "seg")]
            variant = None
    return kept


def _attributes(line: str, named: Callable[[str], str] | None) -> str:
    """The attributes of a tag that may pass; its URI renamed by ``named``."""
    kept = []
    for name, value in _ATTRIBUTE.findall(line.partition(":")[2]):
        if name == "URI" and named:
            kept.append(f'URI="{named(value.strip(chr(34)))}"')
        elif name in _ATTRIBUTES and "//" not in value:
            kept.append(f"{name}={value}")
    return ",".join(kept)


def is_sound_only(line: str) -> bool:
    """Whether a variant names codecs and every one of them is sound, and no size of a picture."""
    told = dict(_ATTRIBUTE.findall(line.partition(":")[2]))
    names = [one.strip().lower() for one in told.get("CODECS", "").strip('"').split(",") if one.strip()]
    return bool(names) and "RESOLUTION" not in told and all(name.startswith(_SOUND_CODECS) for name in names)


def _note(tag: str, line: str, found: Playlist) -> None:
    if tag == "#EXT-X-ENDLIST":
        found.ended = True
    elif tag == "#EXT-X-TARGETDURATION":
        try:
            found.target_s = min(max(float(line.partition(":")[2]), 0.5), 60.0)
        except ValueError:
            raise Unplayable("the playlist's target duration is no number") from None


def _mark(lines: list[str]) -> str:
    """The media sequence and the last segments: what moves when the stream does."""
    sequence = next((line for line in lines if line.startswith("#EXT-X-MEDIA-SEQUENCE")), "")
    last = [line for line in lines if line and not line.startswith("#")][-2:]
    return hashlib.sha256("|".join([sequence, *last]).encode()).hexdigest()[:24]
