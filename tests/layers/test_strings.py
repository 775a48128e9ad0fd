"""The string catalogue: both languages, the same keys, the same placeholders, and nothing used that is missing."""

import re
from string import Formatter

import pytest

from geodata.errors import SijangsilError
from geodata.settings import PROJECT
from geodata.text import Text
from layers import strings

PLACES = ("layers", "dash_app", "callbacks", "assets")
USED = re.compile(
    r"""(?<![\w.])(?:t|text|say|labelled|button)\(\s*(?:"[\w-]+",\s*"[\w-]+",\s*)?"([a-z_]+\.[a-z_.]+)"|strings\.(?:text|say)\(\s*"([a-z_.]+)\""""
)


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_keys() -> None:
    ko, en = strings.catalogue()["ko"], strings.catalogue()["en"]
    assert ko.keys() == en.keys()
    assert strings.keys() == tuple(ko)


@pytest.mark.parametrize("key", strings.keys())
def test_every_string_says_something_with_the_same_placeholders(key: str) -> None:
    both = strings.text(key)
    assert placeholders(both.ko) == placeholders(both.en)
    assert both.ko.strip() == both.ko
    assert both.en.strip() == both.en


def used_keys() -> dict[str, str]:
    files = [file for place in PLACES for pattern in ("*.py", "*.js") for file in sorted((PROJECT / place).rglob(pattern))]
    return {first or second: file.name for file in files for first, second in USED.findall(file.read_text(encoding="utf-8"))}


def test_every_key_that_is_used_exists() -> None:
    used, known = used_keys(), set(strings.catalogue()["ko"])
    assert used, "the pattern finds no use at all: mend the pattern"
    # "room.kind." + kind: the beginning of a family of keys
    there = {key for key in used if key in known or (key.endswith(".") and any(other.startswith(key) for other in known))}
    assert {key: file for key, file in used.items() if key not in there} == {}


def test_placeholders_are_filled_in_each_language() -> None:
    both = strings.text("card.district_value", district=Text(ko="가람구", en="Garam-gu"))
    assert (both.ko, both.en) == ("가람구 값", "Value of Garam-gu")
    assert strings.say("card.rank", "en", rank=3, of=25, order="lowest first") == "rank 3 of 25 (lowest first)"


@pytest.mark.parametrize(("n", "said"), [(1, "1 area"), ("1", "1 area"), (0, "0 areas"), (2, "2 areas"), ("11", "11 areas")])
def test_one_is_singular(n: object, said: str) -> None:
    assert strings.say("legend.areas", "en", n=n) == said


def test_every_singular_belongs_to_a_string() -> None:
    known = set(strings.keys())
    singular = {key for key in known if key.endswith(".one")}
    assert singular
    assert {key.removesuffix(".one") for key in singular} <= known


def test_korean_particles_fit_and_demonstration_has_one_word() -> None:
    files = [file for pattern in ("*.py", "*.json") for file in sorted((PROJECT / "layers").rglob(pattern))]
    said = {file.name: file.read_text(encoding="utf-8") for file in files}
    for wrong in ("은(는)", "을(를)", "이(가)", "시범"):
        assert [name for name, text in said.items() if wrong in text] == [], wrong


def test_a_missing_key_or_value_is_named() -> None:
    with pytest.raises(SijangsilError, match=r"no\.such\.key"):
        strings.text("no.such.key")
    with pytest.raises(SijangsilError, match="of"):
        strings.text("card.rank", rank=3)
