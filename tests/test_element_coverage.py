"""``docs/element-coverage.md`` has every feature of the element, with tests that exist.

What there is comes from the contract's type declarations and from the protocol's types, so that a
new field, method, event or type without a row fails here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import pytest
from chatkit import types

from tests.documentation import DOCS, ELEMENT, ROOT, rows

PAGE = DOCS / "element-coverage.md"
CONTRACT = ROOT / "web/node_modules/@openai/chatkit/types/index.d.ts"


# The options, from the declarations of the contract


def split(text: str, separator: str) -> list[str]:
    """Splits a piece of a declaration where no bracket is open."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "{([<") - (character in "})]>")
        if character == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


@cache
def declared() -> dict[str, str]:
    """What the types of the contract are, by name."""
    text = CONTRACT.read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"//[^\n]*", "", text)
    text = text.replace("=>", "→")  # the bracket of an arrow closes nothing
    names = re.finditer(r"export type (\w+)(?:<[^=]*>)? =", text)
    return {name[1]: split(text[name.end() :], ";")[0] for name in names}


def paths(type: str, path: str) -> Iterator[str]:
    """The paths of the fields of a type; of a union, those of each of its types."""
    for choice in split(type, "|"):
        if choice in declared():
            yield from paths(declared()[choice], path)
        elif choice.startswith("{"):
            for field in split(choice[1:-1], ";"):
                name, _, of = field.partition(":")
                yield from paths(of, f"{path}.{name.strip('? ')}")
        elif choice.endswith("[]"):
            yield from paths(choice.removesuffix("[]"), f"{path}[]")
        else:
            yield path


def options() -> set[str]:
    return {path.removeprefix(".") for path in paths("ChatKitOptions", "")}


# The rest


def methods() -> set[str]:
    found = re.search(r"type Methods = Pick<(.*?)>;", ELEMENT, re.DOTALL)
    assert found is not None
    return set(re.findall(r"'(\w+)'", found[1]))


def events() -> set[str]:
    return set(re.findall(r"'(chatkit\.[\w.]+)':", declared()["ChatKitEvents"]))


def kinds(union: Any) -> set[str]:
    """The ``type`` of each model of a union of the protocol."""
    if get_origin(union) is Annotated:
        union = get_args(union)[0]
    return {model.model_fields["type"].default for model in get_args(union)}


FEATURES = {
    "Options": options(),
    "Methods": methods(),
    "Events": events(),
    "Items": kinds(types.ThreadItem),
    "Updates of items": kinds(types.ThreadItemUpdate),
    "Events of a stream": kinds(types.ThreadStreamEvent),
    "Tasks": kinds(types.Task),
    "Sources": kinds(types.Source),
    "Questions": kinds(types.StructuredInput),
    "States of a thread": kinds(types.ThreadStatus),
}


@pytest.mark.parametrize("heading", FEATURES)
def test_every_feature_has_a_row_and_no_other_has(heading: str) -> None:
    listed = [row[0].strip("`") for row in rows(PAGE, f"## {heading}")]
    assert len(set(listed)) == len(listed)
    assert set(listed) == FEATURES[heading]


def test_the_contract_is_read_to_its_leaves() -> None:
    some = {
        "api.url",
        "api.getClientSecret",
        "theme",
        "theme.color.accent.level",
        "theme.typography.fontSources[].unicodeRange",
        "header.leftAction.onClick",
        "startScreen.prompts[].prompt",
        "startScreen.prompts[].prompt[].interactive",
        "composer.attachments.maxSize",
        "commands.onSelect",
    }
    assert some <= options()
    assert len(events()) == 13


# The tests


@cache
def names_in(file: Path) -> frozenset[str]:
    """The names of the tests in a file: functions, or titles."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        functions = (ast.FunctionDef, ast.AsyncFunctionDef)
        names = {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, functions)}
        return frozenset(name for name in names if name.startswith("test_"))
    titles = re.findall(
        r"^ *(?:(?:it|test)(?:\.each\([^\n]*\))?|\]\))\(\s*(['\"`])(.+?)\1,", text, re.MULTILINE
    )
    return frozenset(title for _, title in titles)


def test_every_test_that_is_named_exists() -> None:
    missing = []
    for heading in FEATURES:
        for feature, what, cell in rows(PAGE, f"## {heading}"):
            assert what, feature
            named = cell.split("<br>")
            assert named, feature
            for test in named:
                path, _, name = re.sub(r" › |::", "\0", test.strip("`")).partition("\0")
                file = ROOT / path
                if not file.is_file() or name not in names_in(file):
                    missing.append((feature, test))
    assert missing == []
