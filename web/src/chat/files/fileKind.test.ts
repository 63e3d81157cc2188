import { describe, expect, it } from 'vitest';
import { fileIcon, splitName } from './fileKind';

describe('fileIcon', () => {
  it.each([
    ['image/png', 'a', 'square-image'],
    ['audio/mpeg', 'a.mp3', 'lucide:file-music'],
    ['video/mp4', 'a.mp4', 'lucide:file-play'],
    ['application/zip', 'a', 'lucide:file-archive'],
    ['application/octet-stream', 'A.TAR.GZ', 'lucide:file-archive'],
    ['text/csv', 'a', 'lucide:file-spreadsheet'],
    [
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'a',
      'lucide:file-spreadsheet',
    ],
    [
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'a.docx',
      'document',
    ],
    ['application/json', 'a', 'square-code'],
    ['text/plain', 'main.py', 'square-code'],
    ['application/pdf', 'a.pdf', 'document'],
    ['', '', 'document'],
  ])('draws %s called %s as %s', (type, name, icon) => {
    expect(fileIcon(type, name)).toBe(icon);
  });
});

describe('splitName', () => {
  it('keeps the end of a long name, and every letter whole', () => {
    expect(splitName('short.txt')).toEqual(['short.txt', '']);
    const name = 'holiday in the mountains 👩‍🚀.png';
    const [head, tail] = splitName(name);
    expect(head + tail).toBe(name);
    expect(tail).toMatch(/\.png$/);
  });
});
