"""The strings that travel to the browser: everything a script names, and little else."""

import re

from dash_app.wording import strings_of_browser
from geodata.settings import PROJECT
from layers.strings import catalogue

SAID = re.compile(r"""\bt\(\s*["']([a-z_]+(?:\.[\w.]+)?)["']\s*(\+)?""")


def test_every_string_a_script_says_travels() -> None:
    told = strings_of_browser()
    said = [
        (path.name, *found)
        for path in sorted((PROJECT / "assets").glob("*.js"))
        for found in SAID.findall(path.read_text(encoding="utf-8"))
    ]
    assert len(said) > 150
    for lang in ("ko", "en"):
        missing = [
            (name, key) for name, key, plus in said if key not in told[lang] and not (plus and any(k.startswith(key) for k in told[lang]))
        ]
        assert missing == []


def test_what_only_the_server_says_stays_at_home() -> None:
    told, all_of_them = strings_of_browser(), catalogue()
    assert told["ko"].keys() == told["en"].keys()
    assert len(told["ko"]) < 0.6 * len(all_of_them["ko"])
    assert not [key for key in told["ko"] if key.startswith("workspace.")]


def test_a_singular_travels_with_its_plural() -> None:
    told = strings_of_browser()["en"]
    assert "legend.areas.one" in told
