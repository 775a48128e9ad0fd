"""Errors of the project: one sentence for the log, one for the screen.

Every failure a person can meet is a ``SijangsilError``. The log sentence is English and names the file, row or
field; the screen sentence says in both languages what happened and what to do. Secrets never enter either.
"""

from geodata.text import Text


class SijangsilError(Exception):
    """A failure somebody can act on.

    ``log``: one English sentence for logs and the command line. ``screen``: the sentence for the person at the map.
    ``exit_code``: what the command line returns (1 failure, 2 bad input, 3 something must be installed).
    """

    exit_code = 1

    def __init__(self, log: str, screen: Text | None = None):
        super().__init__(log)
        self.log = log
        self.screen = screen or Text(
            ko="요청을 처리하지 못했습니다. 잠시 후 다시 시도해 주세요.", en="That did not work. Please try again shortly."
        )


class BadInput(SijangsilError):
    """A file, row, field, option or parameter that cannot be used as given; nothing was changed."""

    exit_code = 2


class NotInstalled(SijangsilError):
    """A system part is missing; the log sentence carries the one command to type."""

    exit_code = 3


class NotBuilt(SijangsilError):
    """The city has not been built in this SIJANGSIL_HOME yet."""
