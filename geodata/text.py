"""Text in the product's two languages."""

from dataclasses import dataclass
from typing import Literal

Lang = Literal["ko", "en"]
LANGS: tuple[Lang, ...] = ("ko", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Korean and English; both are required, so no screen can miss one."""

    ko: str
    en: str

    def __post_init__(self) -> None:
        if not self.ko.strip() or not self.en.strip():
            raise ValueError(f"a Text needs both languages: {self.ko!r} / {self.en!r}")

    def get(self, lang: str) -> str:
        """The text in ``lang`` ('ko' or 'en'); anything else reads as Korean."""
        return self.en if lang == "en" else self.ko
