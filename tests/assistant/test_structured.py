"""How JSON is said in words."""

from __future__ import annotations

import pytest

from chatkit_server.assistant.structured import in_words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Plain words.", "Plain words."),
        ('{"cut": "sho', '{"cut": "sho'),
        ('"text"', "text"),
        ("null", ""),
        ("false", "no"),
        ("{}", ""),
        ("[]", ""),
        ('{"a": null, "b": [], "c": {}}', ""),
        ('{"response": {"response": ["x"]}}', "- x"),
        ('{"dueDay": "Friday", "is_done": false}', "- **Due Day:** Friday\n- **Is done:** no"),
        ('{"n": 0, "t": "two\\nlines"}', "- **N:** 0\n- **T:** two\n  lines"),
        ('[[1, 2], ["a"]]', "- 1, 2\n- a"),
        ('[{"a": 1, "b": {"c": 2}}]', "- **A:** 1\n  - **B:**\n    - **C:** 2"),
        ('[{"a": null}]', "- "),
        ('[{"a": {"b": null}}]', "- **A:**"),
    ],
)
def test_json_is_said_in_words(text: str, said: str) -> None:
    assert in_words(text) == said
