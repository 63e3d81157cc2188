"""Long answers of many kinds, each of about as many characters as are asked for."""

from __future__ import annotations

from collections.abc import Callable

SENTENCE = (
    "The **quick** brown fox jumps over the `lazy` dog, reads [the guide](https://a.test/x) "
    "and *rests* a little. "
)


def _paragraph(size: int) -> str:
    return (SENTENCE * (size // len(SENTENCE) + 1))[:size]


def _lines(line: Callable[[int], str], size: int, head: str = "") -> str:
    text, number = head, 0
    while len(text) < size:
        text += line(number)
        number += 1
    return text


def _code(size: int) -> str:
    def function(number: int) -> str:
        return (
            f"def step_{number}(items: list[int]) -> int:\n"
            f'    """Adds number {number} to what there is."""\n'
            f"    total = sum(item * {number} for item in items)  # all of them\n"
            "    return total if total > 10 else 0\n\n"
        )

    return _lines(function, size, "```python\n")


def _mixed(size: int) -> str:
    def section(number: int) -> str:
        return (
            f"## Section {number}\n\n{SENTENCE * 3}\n\n"
            f"1. first of {number}\n2. second with **bold**\n   - nested `code`\n\n"
            f"| Name | Amount |\n| --- | ---: |\n| a | {number} |\n| b | 12 |\n\n"
            f"```ts\nconst value{number} = {number}; // a number\n```\n\n"
            f"> quoted {number}\n\nInline $x_{number}^2$ and\n\n$$\n\\frac{{a}}{{{number}}}\n$$\n\n"
        )

    return _lines(section, size)


DOCUMENTS: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda size: _lines(lambda _number: f"{SENTENCE * 4}\n\n", size),
    "one paragraph": _paragraph,
    "one list": lambda size: _lines(lambda n: f"- item {n} with **bold** words in it\n", size),
    "one nested list": lambda size: _lines(
        lambda n: f"  - item {n} with **bold** words in it\n", size, "- top\n"
    ),
    "one table": lambda size: _lines(
        lambda n: f"| row {n} | some **bold** text | {n * 3} |\n",
        size,
        "| Name | What | Amount |\n| --- | --- | ---: |\n",
    ),
    "one block of code": _code,
    "one quotation": lambda size: _lines(lambda n: f"> line {n} of a `long` quotation\n", size),
    "formulas": lambda size: _lines(
        lambda n: f"Since $a_{n} + \\frac{{1}}{{{n + 1}}}$ is small,\n\n$$\nx_{n} = {n}^2\n$$\n\n",
        size,
    ),
    "mixed": _mixed,
}
