"""The components of ``docs/widgets.md``: what the renderer reads, and what the two contracts have.

``python tests/test_widget_reference.py`` writes them anew from ``web/src/widgets/registry.json``,
which the renderer's own tests keep, the type file of the npm package and the models of the SDK.
"""

from __future__ import annotations

import json
import re
import types
from pathlib import Path
from typing import Any, Final, Literal, Union, get_args, get_origin

import pytest
from chatkit import widgets as sdk
from pydantic import BaseModel

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "widgets.md"
REGISTRY: Final = ROOT / "web/src/widgets/registry.json"
TYPES: Final = ROOT / "web/node_modules/@openai/chatkit/types/widgets.d.ts"
START: Final = "<!-- components: written by tests/test_widget_reference.py -->\n"
END: Final = "<!-- /components -->\n"
OWN: Final = {"type", "key", "id"}
"""What every component has, and the renderer uses to tell one from another."""

ADDED: Final = {"required": "boolean"}
"""What props accept that neither contract has."""

Props = dict[str, str]
"""Names of props and what they accept."""


def registry() -> dict[str, dict[str, Any]]:
    """Components, their props, and what is taken where one is missing."""
    read: dict[str, dict[str, Any]] = json.loads(REGISTRY.read_text(encoding="utf-8"))
    return read


def in_javascript() -> dict[str, Props]:
    """The components of the type file."""
    text = re.sub(r"//.*", "", TYPES.read_text(encoding="utf-8"))
    start = r"^(?:export )?type "
    found = re.findall(rf"{start}(\w+) =(.*?);\s*(?={start}|\Z)", text, re.MULTILINE | re.DOTALL)
    bodies = dict(found)

    def shown(accepted: str) -> str:
        words = re.sub(r"\s+", " ", accepted).strip().removeprefix("| ")
        alias = bodies.get(words.removesuffix("[]"), "")
        choices = re.fullmatch(r"(\s*\|?\s*'[^']+'){1,20}\s*", alias)
        return shown(alias) if choices else words

    def props_of(body: str) -> Props:
        props: Props = {}
        own = re.search(r"\{\n(.*?)^\}", body, re.MULTILINE | re.DOTALL)
        for name, accepted in re.findall(
            r"^  (\w+)\??:(.*?);\n(?=  \w|\Z)",
            own.group(1) if own else "",
            re.MULTILINE | re.DOTALL,
        ):
            props[name] = shown(accepted)
        for part in re.findall(r"& (\w+)(?![<\w])", body):
            props |= props_of(bodies[part])
        for part, names in re.findall(r"& Pick<(\w+), ([^>]+)>", body):
            picked = re.findall(r"'(\w+)'", names)
            props |= {name: props_of(bodies[part])[name] for name in picked}
        return props

    components: dict[str, Props] = {}
    for body in bodies.values():
        named = re.search(r"^  type: '([\w.]+)'", body, re.MULTILINE)
        if named:
            props = props_of(body)
            components[named.group(1)] = {name: props[name] for name in props if name not in OWN}
    return components


def in_python() -> dict[str, Props]:
    """The components of the SDK."""
    components: dict[str, Props] = {}
    for model in vars(sdk).values():
        if not (isinstance(model, type) and issubclass(model, sdk.WidgetComponentBase)):
            continue
        name = model.model_fields["type"].default
        if isinstance(name, str):
            model.model_rebuild()  # some annotations name classes that follow them
            components[name] = {
                prop: accepted(field.annotation)
                for prop, field in model.model_fields.items()
                if prop not in OWN
            }
    return components


_WORDS: Final = {"str": "string", "int": "number", "float": "number", "bool": "boolean"}


def accepted(annotation: Any) -> str:
    """A type of Python in the words of the other contract."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " | ".join(f"'{each}'" if isinstance(each, str) else "false" for each in arguments)
    if origin in (Union, types.UnionType):
        parts = [accepted(each) for each in arguments if each is not type(None)]
        return " | ".join(dict.fromkeys(parts))
    if origin is list:
        inner = accepted(arguments[0])
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    if origin is dict:
        return "object"
    if origin is not None:  # Annotated
        return accepted(arguments[0])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation.__name__
    name = getattr(annotation, "__name__", str(annotation))
    return _WORDS.get(name, name)


def reference() -> str:
    """A table for each component."""
    javascript, python = in_javascript(), in_python()
    tables = []
    for component, props in registry().items():
        rows = []
        for prop, default in props.items():
            js = javascript.get(component, {}).get(prop)
            py = python.get(component, {}).get(prop)
            where = [name for name, has in (("JavaScript", js), ("Python", py)) if has]
            values = (js or py or ADDED[prop]).replace("|", "\\|")
            rows.append(
                f"| `{prop}` | `{values}` | "
                f"{'' if default is None else f'`{json.dumps(default).strip(chr(34))}`'} | "
                f"{', '.join(where) or 'this renderer'} |"
            )
        head = "| Prop | Accepts | Default | Is in |\n| --- | --- | --- | --- |"
        tables.append("\n".join((f"### {component}", "", head, *rows, "")))
    return "\n".join(tables)


def test_the_type_file_and_the_models_are_read() -> None:
    javascript, python = in_javascript(), in_python()
    assert len(javascript) > 25
    assert len(python) > 20
    assert javascript["Box"]["gap"] == "number | string"
    assert javascript["Basic"]["justify"].startswith("'start' | 'center'")
    assert javascript["Label"]["size"] == "'xs' | 'sm' | 'md' | 'lg' | 'xl'"
    assert python["Select"]["searchable"] == "boolean"
    assert python["Image"]["flex"] == "number | string"


@pytest.mark.parametrize("contract", [in_javascript, in_python])
def test_every_prop_of_every_contract_is_drawn(contract: Any) -> None:
    read = registry()
    missing = [
        f"{component}.{prop}"
        for component, props in contract().items()
        for prop in props
        if prop not in read.get(component, {})
    ]
    assert missing == []


def test_the_page_has_what_the_renderer_reads() -> None:
    page = PAGE.read_text(encoding="utf-8")
    written = page.split(START)[1].split(END)[0]
    assert written.strip() == reference().strip(), "run python tests/test_widget_reference.py"


if __name__ == "__main__":
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{START}\n{reference()}\n{END}{after}", encoding="utf-8")
