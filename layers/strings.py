"""The string catalogue: every word of the screen, in strings/*.ko.json and strings/*.en.json under the same keys; one pair of
files a part of the product (``incident.ko.json`` and ``incident.en.json``), ``ko.json`` and ``en.json`` for the shell.

A key names place and thing ("legend.title"). Placeholders are written {name} and must be the same in both languages. Who
adds a key adds it to both files; a key that is missing anywhere fails the tests and raises here.
"""

import json
from functools import lru_cache
from pathlib import Path

from geodata.errors import SijangsilError
from geodata.text import LANGS, Text

FOLDER = Path(__file__).parent / "strings"


@lru_cache(maxsize=1)
def catalogue() -> dict[str, dict[str, str]]:
    """All strings by language and key, as the browser gets them."""
    found: dict[str, dict[str, str]] = {lang: {} for lang in LANGS}
    for lang, strings in found.items():
        for path in sorted([FOLDER / f"{lang}.json", *FOLDER.glob(f"*.{lang}.json")]):
            part = json.loads(path.read_text(encoding="utf-8"))
            if twice := strings.keys() & part.keys():
                raise SijangsilError(f"{path.name}: the strings {', '.join(sorted(twice))} stand in another file too; keep one.")
            strings.update(part)
    return found


def keys() -> tuple[str, ...]:
    """All keys, in the file's order."""
    return tuple(catalogue()["ko"])


def text(key: str, /, **values: object) -> Text:
    """The string ``key`` in both languages, its placeholders filled (without ``values`` they stay); a Text among ``values`` is
    filled in its language. With n = 1 the string ``key``.one is taken where there is one ("1 area", not "1 areas").

    Raises SijangsilError naming the key and the file when it is missing, or the placeholder that has no value.
    """
    said: dict[str, str] = {}
    if str(values.get("n")) == "1" and f"{key}.one" in keys():
        key = f"{key}.one"
    for lang, strings in catalogue().items():
        if key not in strings:
            raise SijangsilError(f"The string {key!r} is missing in {FOLDER.name}/{lang}.json; add it to both languages.")
        if not values:  # the browser fills placeholders itself
            said[lang] = strings[key]
            continue
        here = {name: value.get(lang) if isinstance(value, Text) else value for name, value in values.items()}
        try:
            said[lang] = strings[key].format(**here)
        except (KeyError, IndexError) as missing:
            raise SijangsilError(
                f"The string {key!r} in {FOLDER.name}/{lang}.json wants a value for {missing}; pass it to text()."
            ) from missing
    return Text(**said)


def say(key: str, lang: str, /, **values: object) -> str:
    """The string ``key`` in ``lang``, its placeholders filled."""
    return text(key, **values).get(lang)
