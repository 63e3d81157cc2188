"""What the documentation names is there, and its tables are those of the source."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import get_args

from chatkit.types import NonStreamingReq, StreamingReq

from chatkit_server import errors
from chatkit_server.access.audit import AuditEvent
from chatkit_server.extensions import EXTENSIONS
from chatkit_server.settings import VARIABLES, Settings
from chatkit_server.tasks.actions import TaskActions
from tests.documentation import DOCS, ELEMENT, ROOT, anchors, by_page, code_spans, prose, rows

_OF_OTHERS = {"CHATKIT_PHOTOGRAPHS"}
"""Variables that the pages name and somebody else reads, such as the tests."""

_OURS = {"chatkit_server", "docs", "stores", "tests", "web", "widgets"}

ELEMENT_PAGE = DOCS / "element.md"


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 150


def test_the_readme_leads_to_every_page() -> None:
    linked = set(re.findall(r"\]\(docs/([\w-]+\.md)", prose(ROOT / "README.md")))
    assert linked == {page.name for page in DOCS.glob("*.md")}


@by_page
def test_every_link_leads_somewhere(page: Path) -> None:
    text = prose(page)
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(
        r'(?:src|srcset|href)="([^"]+)"', text
    )
    broken = []
    for link in links:
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        file = page.parent / target if target else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(link)
    assert broken == []


@by_page
def test_every_file_that_is_named_exists(page: Path) -> None:
    spans = {span for span in code_spans(page) if re.fullmatch(r"[\w./-]+\.[a-z]+", span)}
    named = {span for span in spans if span.partition("/")[0] in _OURS and "/" in span}
    assert {name for name in named if not (ROOT / name).exists()} == set()


@by_page
def test_every_variable_that_is_named_is_a_setting(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:CHATKIT|OPENAI|FORWARDED)_[A-Z_]+[A-Z]\b", text))
    assert named - set(VARIABLES) - _OF_OTHERS == set()


def test_the_operating_page_lists_every_setting_with_its_default() -> None:
    page = DOCS / "operating.md"
    listed = {row[0].strip("`"): row[1] for row in rows(page, "## Settings")}
    assert list(listed) == list(VARIABLES)
    said_in_words = {
        "CHATKIT_DATABASE_URL",
        "CHATKIT_ALLOW_GUESTS",
        "CHATKIT_MODEL",
        "CHATKIT_ATTACHMENT_TYPES",
    }
    settings = Settings()
    for name in listed.keys() - said_in_words:
        default = getattr(settings, VARIABLES[name])
        if isinstance(default, bool | float):
            default = f"{default:.12g}"
        elif isinstance(default, tuple):
            default = ", ".join(default)
        assert listed[name].strip("`") == str(default or ""), name


def test_the_protocol_page_names_every_request_and_extension() -> None:
    spans = code_spans(DOCS / "protocol.md")
    types = {
        request.model_fields["type"].default
        for union in (StreamingReq, NonStreamingReq)
        for request in get_args(union)
    }
    assert types | set(EXTENSIONS.split(", ")) <= spans


def test_the_protocol_page_lists_every_error() -> None:
    listed = {
        (int(status), code.strip("`"))
        for status, code, _ in rows(DOCS / "protocol.md", "## Errors")
    }
    tree: list[type[errors.ServerError]] = [
        errors.ServerError,
        *errors.ServerError.__subclasses__(),
    ]
    assert listed == {(error.status, error.code) for error in tree}


def test_the_page_for_back_ends_lists_every_event_of_the_audit() -> None:
    listed = [row[0] for row in rows(DOCS / "back-ends.md", "## What the audit says")]
    assert sorted(re.findall(r"`(.+?)`", " ".join(listed))) == sorted(get_args(AuditEvent))


def test_the_tasks_page_lists_every_action() -> None:
    listed = {
        row[0].strip("`")
        for row in rows(DOCS / "tasks-api.md", "## The actions of the task widgets")
    }
    handlers = TaskActions(None, None).handlers()  # type: ignore[arg-type] # none is called
    assert listed == set(handlers)


def test_the_dependencies_page_has_a_reason_for_each_and_no_other() -> None:
    python, javascript = prose(DOCS / "dependencies.md").split("## JavaScript")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    package = json.loads((ROOT / "web" / "package.json").read_text())
    required = {re.match(r"[\w-]+", line)[0] for line in project["dependencies"]}  # type: ignore[index]
    for text, names in ((python, required), (javascript, set(package["dependencies"]))):
        assert set(re.findall(r"^- `([^`]+)`:", text, re.MULTILINE)) == names


def test_the_element_page_lists_every_event() -> None:
    listed = {span for span in code_spans(ELEMENT_PAGE) if span.startswith("chatkit.")}
    assert listed == set(re.findall(r"@fires (chatkit\.[\w.]+\w)", ELEMENT))


def test_the_element_page_lists_every_method() -> None:
    listed = {
        name for row in rows(ELEMENT_PAGE, "## Methods") for name in re.findall(r"`(\w+)\(", row[0])
    }
    methods = re.search(r"type Methods = Pick<(.*?)>;", ELEMENT, re.DOTALL)
    assert methods is not None
    assert listed == set(re.findall(r"'(\w+)'", methods[1]))


def test_the_element_page_lists_every_option() -> None:
    listed = {
        name for row in rows(ELEMENT_PAGE, "## Options") for name in re.findall(r"`(\w+)`", row[0])
    }
    source = (ROOT / "web/src/element/options.ts").read_text(encoding="utf-8")
    options = re.search(
        r"^const options = object<ChatKitOptions>\(\{\n(.*?)^\}\)", source, re.M | re.S
    )
    assert options is not None
    assert listed == set(re.findall(r"^  (\w+)[:,]", options[1], re.MULTILINE))


def test_the_element_page_lists_every_part() -> None:
    parts = prose(ELEMENT_PAGE).split("`openai-chatkit::part(…)`:")[1].split("\n## ")[0]
    lines = re.findall(r"@csspart (.+)", ELEMENT)
    assert set(re.findall(r"`([\w-]+)`", parts)) == {
        part for line in lines for part in line.split()
    }


def test_the_element_page_lists_every_variable() -> None:
    source = (ROOT / "web/src/theme/tokens.css").read_text(encoding="utf-8")
    defined = set(re.findall(r"^ +(--ck-[\w-]+):", source, re.MULTILINE))
    defined = {name for name in defined if not name.startswith("--ck-theme-")}  # set by options
    listed = {span for span in code_spans(ELEMENT_PAGE) if span.startswith("--ck-")}
    for name in ("success", "warning", "info", "discovery"):  # the same four as of danger
        listed |= {span.replace("danger", name) for span in listed}
    assert listed == defined
