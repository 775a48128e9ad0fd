"""The fake service and the tools of a refresh, as the tests of the feeds have them."""

from tests.geodata.feeds.conftest import clock, fake, seoul, shelf, tools

__all__ = ["clock", "fake", "seoul", "shelf", "tools"]
