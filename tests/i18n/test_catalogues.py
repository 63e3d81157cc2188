"""The server's words are there in every language of the element."""

from __future__ import annotations

import json
import re
import string
from pathlib import Path
from typing import get_args

import pytest

from chatkit_server.i18n.locales import CATALOGUES, ENGLISH, LOCALES, resolve_locale
from chatkit_server.i18n.words import Key, words_in

ELEMENT = Path(__file__).parents[2] / "web" / "src" / "i18n" / "catalogues"

TRANSLATED = [locale for locale in LOCALES if locale != ENGLISH]

SAME_AS_ENGLISH = {
    "approval.argument.no": {"ca-ES", "es-419", "es-ES", "it-IT"},
    "approval.actions": {"fr-CA", "fr-FR"},
    "approval.arguments": {"ca-ES", "fr-CA", "fr-FR"},
}
"""Where a text may be the English one."""


def test_the_languages_are_those_of_the_element() -> None:
    assert {file.stem for file in ELEMENT.glob("*.json")} == set(TRANSLATED)
    assert len(TRANSLATED) == 63


@pytest.mark.parametrize("locale", LOCALES)
def test_a_catalogue_has_every_text_with_its_values(locale: str) -> None:
    words, english = words_in(locale), words_in(ENGLISH)
    assert words.locale == locale
    assert list(words.texts) == list(get_args(Key))
    for key, text in words.texts.items():
        assert text.strip() == text != "", key
        assert names(text) == names(english.texts[key]), key


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_catalogue_is_translated(locale: str) -> None:
    english = words_in(ENGLISH).texts
    same = {key for key, text in words_in(locale).texts.items() if text == english[key]}
    assert same == {key for key, locales in SAME_AS_ENGLISH.items() if locale in locales}


@pytest.mark.parametrize("locale", TRANSLATED)
def test_the_card_says_retry_as_the_element_does(locale: str) -> None:
    element = json.loads((ELEMENT / f"{locale}.json").read_text(encoding="utf-8"))
    assert words_in(locale).say("interruption.retry") == element["error.retry"]


def test_the_files_are_written_alike() -> None:
    for file in CATALOGUES.glob("*.json"):
        text = file.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n", file.name


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        ("de", "de-DE"),
        ("de-AT", "de-DE"),
        ("es-MX", "es-419"),
        ("es", "es-ES"),
        ("fr-BE", "fr-FR"),
        ("fr-ca", "fr-CA"),
        ("zh", "zh-CN"),
        ("zh-Hant", "zh-TW"),
        ("zh-Hant-HK", "zh-TW"),
        ("zh-Hans-CN", "zh-CN"),
        ("zh-HK", "zh-HK"),
        ("zh-MO", "zh-HK"),
        ("nn", "nb-NO"),
        ("fil", "tl"),
        ("ar-EG", "ar"),
        ("en-GB", "en"),
        ("tlh", "en"),
        ("", "en"),
        ("-", "en"),
        ("../de", "en"),
    ],
)
def test_a_tag_leads_to_the_locale_that_the_element_takes(tag: str, locale: str) -> None:
    assert resolve_locale(tag) == locale


def test_what_leads_elsewhere_is_the_same_in_the_element() -> None:
    source = (ELEMENT.parent / "locales.ts").read_text(encoding="utf-8")
    preferred = re.search(r"Object\.entries\(\{(.*?)\}", source, re.DOTALL)
    assert preferred is not None
    pairs = re.findall(r"'?([\w-]+)'?: '([\w-]+)'", preferred[1])
    assert len(pairs) > 5
    assert [resolve_locale(tag) for tag, _ in pairs] == [locale for _, locale in pairs]


def test_values_do_not_reorder_the_words_around_them() -> None:
    reason = "\u2068not now!\u2069"
    assert words_in("ar").say("approval.rejected.because", reason="not now!") == (
        f"رفضت هذا: {reason}"
    )
    assert words_in("de").say("approval.rejected.because", reason="لا") == (
        "Du hast das abgelehnt: \u2068لا\u2069"
    )
    assert words_in("de").say("approval.rejected.because", reason="{reason}") == (
        "Du hast das abgelehnt: {reason}"
    )


def names(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
