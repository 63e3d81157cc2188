"""Texts to show: everything that Markdown in an answer can be, and what it must not become."""

from __future__ import annotations

from random import Random
from typing import Final

PLAIN: Final = (
    "The river rises in the hills and takes its time. By noon it has passed two mills, "
    "a ferry and a field of barley; by evening it is wide enough for barges.\n\n"
    "Nobody in the town remembers when the bridge was built. The stones say 1742, "
    "the children say always."
)

EMOJI: Final = (
    "Families 👨‍👩‍👧‍👦, flags 🇩🇪🇯🇵🏴󠁧󠁢󠁳󠁣󠁴󠁿, skin 👍🏽👋🏿, keycaps 3️⃣#️⃣, hearts ❤️‍🔥. "
    "Combining marks: e\u0301, a\u0308\u0323, Z̷a̷l̷g̷o̷. "
    "Scripts: हिन्दी, ไทย, தமிழ், 한국어, 日本語, 中文, Việt."
)

RTL: Final = (
    "مرحبًا بك في العرض. هذا نص عربي فيه كلمات English وأرقام 123 و**خط عريض**.\n\n"
    "- عنصر أول\n- عنصر ثانٍ مع `code`\n\n"
    "עברית עם [קישור](https://example.com/) וסימני פיסוק (כך!).\n\n"
    "And a last paragraph from left to right, with שלום in it."
)

LINKS: Final = """\
A [link](https://example.com/path?q=1#part), one [with a title](https://example.com "Its title"),
a bare one https://example.com/bare, an address <someone@example.com>, a
[mail link](mailto:someone@example.com), a [phone](tel:+15550100), a
[deep link](chatkit-link://open?task=1) and a [relative one](/threads/none).

These must not become links that run anything: [script](javascript:alert(1)),
[data](data:text/html,<script>alert(1)</script>), [file](file:///etc/passwd),
[hidden](java&#115;cript:alert(1)).
"""

HOSTILE: Final = """\
Nothing of this may run or be drawn as HTML:

<script>window.hacked = 1</script>
<img src="x" onerror="window.hacked = 2">
<a href="javascript:window.hacked = 3">click</a>
<iframe srcdoc="<script>parent.hacked = 4</script>"></iframe>
<svg onload="window.hacked = 5"><animate onbegin="window.hacked = 6" attributeName="x"/></svg>
<style>* { display: none }</style>
<form action="https://attacker.example"><input name="password"></form>
</div></article></main> <!-- a comment that never ends

[a reference]: javascript:window.hacked=7
[a reference], ![image](javascript:window.hacked=8), `<b>code</b>`

\u202eright to left override\u202c, null \ufffd, zero\u200bwidth, \u2028line separator
"""

MATH: Final = r"""
Inline with dollars $e^{i\pi} + 1 = 0$ and with parentheses \(a^2 + b^2 = c^2\).

$$
\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}
$$

\[
\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}
\begin{pmatrix} x \\ y \end{pmatrix} = \sum_{k=1}^{n} \binom{n}{k}
\]

Not formulas: it costs $5 or $10, `$HOME` is a variable.
Broken: $\frac{1}{$ and \(\notacommand{x}\).
"""

CODES: Final = {
    "python": "def greet(name: str) -> str:\n    return f'Hello, {name}!'  # a comment",
    "typescript": "const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);",
    "tsx": 'export const Box = () => <div className="box">{items.map((i) => <b>{i}</b>)}</div>;',
    "json": '{"name": "value", "list": [1, 2.5, true, null]}',
    "html": '<p class="note">Escaped &amp; <b>bold</b></p>',
    "css": ".note > b { color: var(--accent, #4f46e5); }",
    "sql": "SELECT name, count(*) FROM tasks WHERE done = 0 GROUP BY name ORDER BY 2 DESC;",
    "bash": 'for file in *.txt; do\n  echo "${file%.txt}" | tr a-z A-Z\ndone',
    "rust": 'fn main() { let v: Vec<u8> = (0..3).collect(); println!("{v:?}"); }',
    "go": "func main() { ch := make(chan int); go func() { ch <- 1 }(); fmt.Println(<-ch) }",
    "java": "record Point(int x, int y) { double norm() { return Math.hypot(x, y); } }",
    "c": '#include <stdio.h>\nint main(void) { for (int i = 0; i < 3; i++) printf("%d\\n", i); }',
    "yaml": "name: build\non: [push]\njobs:\n  test: { runs-on: ubuntu-latest }",
    "diff": "-the old line\n+the new line\n unchanged",
    "nosuchlanguage": "words without ANY colour",
    "": "a block without a language\n\tand a tab, and a very long line " + "that goes on " * 20,
}

CODE: Final = "\n\n".join(f"```{language}\n{code}\n```" for language, code in CODES.items())

TABLES: Final = """\
| Left | Centre | Right |
| :--- | :----: | ----: |
| `code` | **bold** | 1 |
| [link](https://example.com) | ~~gone~~ | 1,234.50 |
| a \\| pipe | two<br>lines | |

| One | Two | Three | Four | Five | Six | Seven | Eight |
| --- | --- | --- | --- | --- | --- | --- | --- |
| a long cell that wraps | b | c | d | e | f | g | and the last of a wide table |
"""

KITCHEN_SINK: Final = f"""\
# Heading 1
## Heading 2
### Heading 3
#### Heading 4
##### Heading 5
###### Heading 6

A paragraph with **bold**, *italic*, ***both***, ~~struck~~, `code`, a hard  \nbreak, an
escaped \\*star\\*, snake_case_word, 2 * 3 * 4, &copy; and an auto link https://example.com.

> A quotation
>
> > in a quotation
>
> - with a list

1. First
2. Second
   1. Nested
   2. Again
      - and deeper
10. Ten

- [x] Done
- [ ] To do
- A loose item

  with a second paragraph

Here is a footnote[^1] and another[^long].

[^1]: The note.
[^long]: A longer note with `code`.

Term with ==mark==, H~2~O and x^2^.

---

{TABLES}
{LINKS}
```python
print("fenced")
```

    indented code

Setext heading
==============

The end.
"""

DOCUMENTS: Final = {
    "plain": PLAIN,
    "markdown": KITCHEN_SINK,
    "tables": TABLES,
    "code": CODE,
    "math": MATH,
    "links": LINKS,
    "emoji": EMOJI,
    "rtl": RTL,
    "hostile": HOSTILE,
}

_WORDS: Final = (
    "the river takes its time and nobody in town remembers when stones were laid across it "
    "because every spring brings water wide enough for barges with grain from northern fields"
).split()


def long_document(characters: int, seed: int) -> str:
    """A document of so many characters, with headings, lists and code; the same for a seed."""
    random = Random(seed)
    parts: list[str] = []
    length = 0
    section = 0
    while length < characters:
        section += 1
        sentences = [_sentence(random) for _ in range(random.randint(3, 6))]
        points = "\n".join(f"- {_sentence(random)}" for _ in range(random.randint(2, 4)))
        part = f"## Section {section}\n\n{' '.join(sentences)}\n\n{points}\n\n"
        if section % 4 == 0:
            part += f"```python\nsection = {section}\nprint(section)\n```\n\n"
        parts.append(part)
        length += len(part)
    return "".join(parts)[:characters]


def _sentence(random: Random) -> str:
    words = random.choices(_WORDS, k=random.randint(6, 14))
    return " ".join(words).capitalize() + "."
