// Every service of the catalogue is found by the name people use for it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { SearchIndex } from '../../templates/assets/search.js';
import { buildSite } from './site_under_test.mjs';

const shown = 3;
const names = fs.readFileSync(new URL('../vectors/catalogue_names.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'))
  .map((line) => line.split('\t'));

const site = buildSite();
after(site.remove);
const assets = path.join(site.folder, 'assets');
const file = fs.readdirSync(assets).find((name) => name.startsWith('search-da.'));
const index = new SearchIndex(JSON.parse(fs.readFileSync(path.join(assets, file), 'utf8')), 'da');

// The services among the first pages that are found, with what else is there.
function firstPages(text) {
  const { hits } = index.search(text);
  return hits.slice(0, shown).map(({ document }) => {
    const { kind, href } = index.documents[document];
    return `${kind} ${href.split('/').at(-2)}`;
  });
}

test('the list holds every service of the catalogue once', () => {
  assert.equal(names.length, 94);
  assert.equal(new Set(names.map(([id]) => id)).size, 94);
  for (const [id, name, ...rest] of names) {
    assert.ok(name && rest.length === 0, `${id} needs a name`);
    assert.ok(fs.existsSync(path.join(site.folder, 'services', id, 'index.html')), `${id} has a page`);
  }
});

for (const [id, name] of names) {
  test(`»${name}« finds ${id}`, () => {
    const found = firstPages(name);
    assert.ok(found.includes(`service ${id}`), `the first ${shown} are ${found.join(', ') || 'none'}`);
  });
}

test('a word nobody uses finds none of them', () => assert.deepEqual(firstPages('zzzqqq'), []));
