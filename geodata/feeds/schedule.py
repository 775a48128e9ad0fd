"""When a feed is asked again. Pure."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from geodata.connector import Connector
from geodata.dialect import Retry

FIRST_PAUSE_S = 15.0
LONGEST_PAUSE_S = 900.0


def after_success(connector: Connector, now: datetime, dice: random.Random) -> datetime:
    """The next refresh: the cadence and up to a tenth more, so that many servers do not ask in step. A demonstration keeps time."""
    spread = 1.0 if connector.demo else dice.uniform(1.0, 1.1)
    return now + timedelta(seconds=connector.cadence_s * spread)


def after_failure(connector: Connector, now: datetime, failures: int, retry: Retry, zone: str, dice: random.Random) -> datetime:
    """The next try after ``failures`` failures in a row (at least 1): exponential with a cap, never sooner than half a pause;
    the longest pause when asking sooner cannot help; the provider's next day when the quota is used up."""
    if retry == "tomorrow":
        return next_day(now, zone) + timedelta(seconds=dice.uniform(5, 120))
    doubled = FIRST_PAUSE_S * 2 ** min(failures - 1, 20)
    pause_s = LONGEST_PAUSE_S if retry == "later" else min(doubled, LONGEST_PAUSE_S)
    return now + timedelta(seconds=pause_s * dice.uniform(0.5, 1.0))


def provider_day(now: datetime, zone: str) -> str:
    """The date at the provider, e.g. "2026-11-24"."""
    return now.astimezone(ZoneInfo(zone)).date().isoformat()


def next_day(now: datetime, zone: str) -> datetime:
    """The provider's next midnight, UTC."""
    tomorrow = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
