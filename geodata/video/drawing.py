"""The picture of a demonstration camera: drawn here, and it says that it is a demonstration, in both languages."""

import hashlib
from datetime import datetime
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

EVERY_S = 5  # a new picture


def demo_still(name: str, zone: str, now: datetime) -> bytes:
    """An SVG of 640 x 360 with the camera's name, the words and the time; another one every ``EVERY_S`` seconds. The cars stand
    where name and time put them, so two processes draw the same."""
    slot = int(now.timestamp()) // EVERY_S
    at = datetime.fromtimestamp(slot * EVERY_S, ZoneInfo(zone))
    cars = "".join(_car(name, slot, lane) for lane in range(8))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" width="640" height="360" font-family="sans-serif">
<rect width="640" height="360" fill="#8fa3b3"/><rect y="120" width="640" height="240" fill="#5b6b60"/>
<path d="M250 120h140l250 240H0z" fill="#3c434b"/><path d="M320 125v235" stroke="#f2d45c" stroke-width="4" stroke-dasharray="14 12"/>
{cars}
<rect width="640" height="64" fill="#101820" fill-opacity=".78"/><rect y="304" width="640" height="56" fill="#101820" fill-opacity=".78"/>
<text x="20" y="41" font-size="24" fill="#fff">{escape(name[:40])}</text>
<text x="20" y="340" font-size="22" fill="#fff">{at:%Y-%m-%d %H:%M:%S} {escape(at.tzname() or "")}</text>
<text x="320" y="215" font-size="34" font-weight="bold" text-anchor="middle" fill="#fff" stroke="#101820" stroke-width="6" paint-order="stroke">시연 화면 · DEMONSTRATION</text>
</svg>""".encode()


def _car(name: str, slot: int, lane: int) -> str:
    """A rectangle on the road; nearer ones are larger."""
    dice = hashlib.sha256(f"{name}|{lane}".encode()).digest()
    share = ((slot * (3 + lane % 3) + dice[0]) % 40) / 40
    if lane % 2:
        share = 1 - share
    y, size = 130 + share * 190, 8 + share * 40
    x = 320 + (-1 if lane % 2 else 1) * (18 + share * (60 + dice[1] / 4))
    colour = ("#d7dde3", "#b23b2e", "#2d5fa8", "#20262c")[dice[2] % 4]
    return f'<rect x="{x - size / 2:.0f}" y="{y - size / 2:.0f}" width="{size:.0f}" height="{size * 0.8:.0f}" rx="3" fill="{colour}"/>'
