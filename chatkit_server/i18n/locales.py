"""The languages that the server's words are written in: those of the element."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

ENGLISH: Final = "en"

CATALOGUES: Final = Path(__file__).parent / "catalogues"
"""A file for each locale, ``de-DE.json``."""

LOCALES: Final = tuple(sorted(file.stem for file in CATALOGUES.glob("*.json")))
"""BCP 47 tags, English among them."""

_PREFERRED: Final = {
    "es": "es-ES",
    "fr": "fr-FR",
    "pt": "pt-BR",
    "zh": "zh-CN",
    "zh-hans": "zh-CN",
    "zh-hant": "zh-TW",
    "zh-sg": "zh-CN",
    "zh-mo": "zh-HK",
    "no": "nb-NO",
    "nn": "nb-NO",
    "fil": "tl",
}
"""Where the language alone, or a script, does not lead to the one locale that starts with it."""

_RIGHT_TO_LEFT: Final = frozenset({"ar", "ur"})


@lru_cache(maxsize=1024)
def resolve_locale(tag: str) -> str:
    """The locale for a BCP 47 tag, as the element chooses it: English where there is no other."""
    wanted = tag.lower()
    language, *rest = wanted.split("-")
    if language == ENGLISH:
        return ENGLISH
    by_name = {locale.lower(): locale for locale in LOCALES}
    if wanted in by_name:
        return by_name[wanted]
    with_script = "-".join([language, *rest[:1]])
    if with_script in _PREFERRED:
        return _PREFERRED[with_script]
    if language == "es":  # Latin America writes one Spanish, which is not that of Spain
        return "es-419"
    alike = (locale for locale in LOCALES if locale.split("-")[0] == language)
    return _PREFERRED.get(language) or next(alike, ENGLISH)


def is_right_to_left(locale: str) -> bool:
    """Whether a locale is written from right to left."""
    return locale.split("-")[0] in _RIGHT_TO_LEFT
