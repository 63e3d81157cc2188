"""What the server itself says to users: on its cards, and where an answer does not come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from chatkit_server.i18n.locales import CATALOGUES, is_right_to_left, resolve_locale
from widgets.labels import isolate, isolate_foreign

Key: TypeAlias = Literal[
    "approval.title",
    "approval.ask",
    "approval.ask.several",
    "approval.actions",
    "approval.arguments",
    "approval.argument.yes",
    "approval.argument.no",
    "approval.argument.cut",
    "approval.arguments.more",
    "approval.why",
    "approval.reject",
    "approval.always",
    "approval.approve",
    "approval.approved",
    "approval.approved.some",
    "approval.approved.always",
    "approval.rejected",
    "approval.rejected.because",
    "approval.expired",
    "approval.withdrawn",
    "approval.stale",
    "approval.elsewhere",
    "interruption.text",
    "interruption.retry",
    "answer.busy",
    "refusal.request",
    "refusal.answer",
    "model.slow",
    "model.key",
    "model.busy",
    "model.quota",
    "model.too_long",
    "model.cut",
    "model.withheld",
    "model.failed",
    "model.steps",
    "model.senseless",
    "model.silent",
    "model.unreachable",
    "model.unknown",
    "model.rejected",
    "storage.unavailable",
]
"""The names of the texts, each in every catalogue."""


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language.

    Attributes:
        locale: One of `LOCALES`.
        texts: By their keys, with ``{name}`` for what is filled in.
    """

    locale: str
    texts: Mapping[str, str]

    def say(self, key: Key, **values: str | int) -> str:
        """A text with its values.

        A value that may be written in the other direction is isolated: neither it nor the words
        around it are reordered.
        """
        set_apart = isolate if is_right_to_left(self.locale) else isolate_foreign
        return self.texts[key].format(
            **{
                name: value if isinstance(value, int) else set_apart(value)
                for name, value in values.items()
            }
        )


def words_in(tag: str) -> Words:
    """The words for a BCP 47 tag, such as the ``locale`` of a request."""
    return _load(resolve_locale(tag))


@cache
def _load(locale: str) -> Words:
    text = (CATALOGUES / f"{locale}.json").read_text(encoding="utf-8")
    return Words(locale, json.loads(text))
