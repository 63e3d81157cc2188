const ICONS: readonly (readonly [icon: string, pattern: RegExp])[] = [
  ['square-image', /^image\//],
  ['lucide:file-music', /^audio\//],
  ['lucide:file-play', /^video\//],
  ['lucide:file-archive', /zip|compressed|x-tar|x-7z|x-rar|\.(zip|gz|tgz|tar|7z|rar)$/],
  ['lucide:file-spreadsheet', /spreadsheet|excel|text\/csv|\.(csv|tsv|xlsx?|ods|numbers)$/],
  [
    'square-code',
    /json|xml|javascript|x-python|x-sh|text\/(html|css)|\.(tsx?|jsx?|py|rs|go|rb|java|kt|swift|c|cc|cpp|h|cs|php|sql|sh|ya?ml|toml|html?|css|json)$/,
  ],
];

/** The icon for a file, by its MIME type or, where that says little, by its name. */
export function fileIcon(mimeType: string, name: string): string {
  // Office documents are called “openxml”, though nobody would look for code in them.
  const described =
    `${mimeType.replace(/openxmlformats-officedocument/, '')}\n${name}`.toLowerCase();
  return ICONS.find(([, pattern]) => pattern.test(described))?.[0] ?? 'document';
}

/** A name cut in two, so that what is left out of a long one is its middle. */
export function splitName(name: string): readonly [head: string, tail: string] {
  const letters = [...name];
  if (letters.length <= 16) return [name, ''];
  return [letters.slice(0, -9).join(''), letters.slice(-9).join('')];
}
