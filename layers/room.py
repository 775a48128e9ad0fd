"""The situation room's part of a view: the moment shown, pinned incidents, the circle. The same checks for links and events."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from layers.state import MAX_PINS, RADIUS_M, Refused, check_feature, quoted

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ\Z", re.ASCII)
PIN_SEPARATOR = "|"  # no provider's id was seen with one; ids come with colons and commas


def check_at(value: object) -> str:
    """``value`` as a past minute, "2026-11-24T05:00Z" (UTC), or Refused. How far back the record goes is known when it is read."""
    if isinstance(value, str) and _MOMENT.match(value):
        try:
            if datetime.fromisoformat(value) < datetime.now(UTC):
                return value
        except ValueError:
            pass  # the 31st of February: refused below, like any other word
    raise Refused(
        f"'{quoted(value)}' 시각은 볼 수 없어 지금을 보여 드립니다.", f"The moment “{quoted(value)}” cannot be shown; this is the present."
    )


def check_radius(value: object) -> int:
    """``value`` as a radius in whole metres within RADIUS_M, or Refused."""
    lowest, highest = RADIUS_M
    text = str(value)
    if not isinstance(value, bool) and text.isascii() and text.isdigit() and len(text) < 6 and lowest <= int(text) <= highest:
        return int(text)
    raise Refused(
        f"반경 '{quoted(value)}' 값은 쓸 수 없습니다. {lowest}~{highest} m 사이로 정해 주세요.",
        f"The radius “{quoted(value)}” cannot be used; give {lowest} to {highest} m.",
    )


def check_pins(values: Iterable[object]) -> tuple[str, ...]:
    """Incident ids ("topic:id"), each once, at most MAX_PINS, or Refused."""
    pins = tuple(dict.fromkeys(check_feature(value) for value in values))
    if odd := [pin for pin in pins if PIN_SEPARATOR in pin]:
        raise Refused(f"'{quoted(odd[0])}' 사건은 고정할 수 없습니다.", f"The incident “{quoted(odd[0])}” cannot be pinned.")
    if len(pins) > MAX_PINS:
        raise Refused(
            f"한 번에 {MAX_PINS}건까지 나란히 볼 수 있습니다. 하나를 먼저 내려놓아 주세요.",
            f"Up to {MAX_PINS} incidents stand side by side; put one down first.",
        )
    return pins


def joined_pins(pins: Iterable[str]) -> str:
    """Pins as one parameter of a link."""
    return PIN_SEPARATOR.join(pins)


def parted_pins(text: str) -> list[str]:
    """Pins of a link's parameter, unchecked."""
    return [pin for pin in text.split(PIN_SEPARATOR) if pin]
