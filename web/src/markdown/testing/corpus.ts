/** Documents that have much of what documents have, every construct of them complete. */
export const CORPUS: Readonly<Record<string, string>> = {
  prose: `# A heading with *slanted* words

A paragraph with **bold**, ~~gone~~, \`code\`, a [link](https://a.test/x "Title") and
a second line. **Bold with \`code\` and *slant* in it** and ***both***. See https://example.com/a_b.

Setext heading
---

> quoted
lazy continuation
> > twice **bold**

Emoji 👩‍👩‍👧‍👦 😀 and עברית with **מודגש** and 5 * 3 * 2 and snake_case_name, a < b & c.

***

Costs $5 and $10; an inline $a_1 + \\frac{1}{2}$, \\(x^2\\) and "quoted".`,

  lists: `Steps:

- one with **bold**
- two **bold
  over lines**

  a paragraph in an item
- [x] done
- [ ] to do with \`code\`
  - nested
    1. deep
    2. deeper [link](https://a.test)

1. first

2. second

   \`\`\`sh
   npm ci
   \`\`\`

3. third
+ another list`,

  tables: `| Name | Amount |
| :--- | -----: |
| a \\| b | **12** |
| c | \`3\` |

After it, a paragraph.

| One |
|-----|
| x |`,

  code: `Look:

\`\`\`ts
const a = '<script>';

  indented(\`x\`);
\`\`\`

~~~
tildes \`\`\`
~~~

    indented code

end`,

  maths: `The formula

$$
\\int_0^1 x^2 \\, dx = \\frac{1}{3}
$$

and \\[ a^2 + b^2 = c^2 \\] in a line

\\[
\\sum_{i=1}^n i
\\]

- in an item $$x$$ too.`,

  references: `See [the guide][guide], [guide] and ![logo][logo].[^1]

[guide]: https://a.test/guide "Guide"
[logo]: https://img.test/logo.png

[^1]: A note with **bold** text.

After.`,

  odd: `a\tb\r\nc\rd \u0000 \ud800 lone \udc00 \u200f\u202e rtl

<div onclick="alert(1)">block</div>

a <b>no HTML</b><br>next &amp; &copy; &#x41; \\* \\_ \\

* * *

[unclosed and **open and \`tick and ![pic and <tag`,
};
