"""Errors: two sentences, and an exit code a script can tell apart."""

import pytest

from geodata.errors import BadInput, NotBuilt, NotInstalled, SijangsilError
from geodata.text import Text


def test_each_kind_has_its_exit_code() -> None:
    assert [kind.exit_code for kind in (SijangsilError, NotBuilt, BadInput, NotInstalled)] == [1, 1, 2, 3]


def test_the_log_sentence_is_the_error_and_the_screen_has_both_languages() -> None:
    problem = BadInput("row 7: lon is 'x'", Text(ko="7행을 읽을 수 없습니다.", en="Row 7 cannot be read."))
    assert str(problem) == problem.log == "row 7: lon is 'x'"
    assert problem.screen.get("en") == "Row 7 cannot be read."


def test_without_a_screen_sentence_the_log_does_not_reach_the_screen() -> None:
    problem = SijangsilError("table live: key abc")
    assert "abc" not in problem.screen.ko + problem.screen.en


@pytest.mark.parametrize(("ko", "en"), [("", "x"), ("가", " ")])
def test_a_text_needs_both_languages(ko: str, en: str) -> None:
    with pytest.raises(ValueError, match="both languages"):
        Text(ko=ko, en=en)
