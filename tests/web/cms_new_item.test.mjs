// The files that the browser editor begins an item with.
import assert from 'node:assert/strict';
import { createHash, webcrypto } from 'node:crypto';
import test from 'node:test';
import { newItem, newTranslation } from '../../cms/new_item.js';

// Browsers have it, and Node.js from version 19 on.
globalThis.crypto ??= webcrypto;

const fields = [
  { name: 'id' },
  { name: 'title' },
  { name: 'summary', default: 'Skriv, hvem det gælder.' },
  { name: 'search_terms' },
  { name: 'draft', default: true },
  { name: 'body', default: 'Begynd her.\n' },
];
const untouched = { id: 'a', title: 'Ny', summary: 'Skriv, hvem det gælder.', draft: true, body: 'Begynd her.\n' };
const others = { 'facts.yaml': '# "{{id}}"\nkind: permit\n', 'en.md': '---\ntitle: "{{title}}"\ntranslated_from: "{{stamp}}"\n---\n' };
const stampOf = (text) => createHash('sha256').update(text).digest('hex').slice(0, 12);

test('untouched fields stand as they were, and English is a translation of them', async () => {
  const danish = '---\ntitle: "Ny"\nsummary: "Skriv, hvem det gælder."\ndraft: true\n---\nBegynd her.\n';
  assert.deepEqual(await newItem(untouched, fields, others), {
    'da.md': danish,
    'facts.yaml': '# "a"\nkind: permit\n',
    'en.md': `---\ntitle: "Ny"\ntranslated_from: "${stampOf(danish)}"\n---\n`,
  });
});

test('when the Danish text has been written, English is behind', async () => {
  const begun = await newItem(untouched, fields, others);
  const files = await newItem({ ...untouched, body: 'Det gælder alle.' }, fields, others);
  assert.equal(files['da.md'], '---\ntitle: "Ny"\nsummary: "Skriv, hvem det gælder."\ndraft: true\n---\nDet gælder alle.\n');
  assert.equal(files['en.md'], begun['en.md']);
});

test('what YAML could misread is quoted, and front matter stays on its lines', async () => {
  const form = { id: 'a', title: ' "Ja": \\ nej #1\n--- ', search_terms: ['nej', '2026-11-21', 'a, b]'], draft: false, body: undefined };
  const files = await newItem(form, fields, others);
  assert.equal(files['da.md'], '---\ntitle: "\\"Ja\\": \\\\ nej #1 ---"\nsearch_terms: ["nej", "2026-11-21", "a, b]"]\n---\n');
  assert.match(files['en.md'], /^title: "\\"Ja\\": \\\\ nej #1 ---"$/m);
});

test('what is typed is not filled in again', async () => {
  const files = await newItem({ ...untouched, title: '$& {{id}}' }, fields, others);
  assert.match(files['en.md'], /^title: "\$& \{\{id\}\}"$/m);
});

test('a translation that is begun later is one of the Danish text as it is', async () => {
  const danish = '---\ntitle: Ny\n---\n';
  const english = `---\ntitle: "To be filled in"\ntranslated_from: "${stampOf(danish)}"\n---\n`;
  assert.equal(await newTranslation(danish, others['en.md']), english);
  assert.equal(await newTranslation(`\uFEFF${danish.replaceAll('\n', '\r\n')}`, others['en.md']), english, 'as sitegen reads it');
});
