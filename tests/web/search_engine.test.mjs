// The search in the browser finds what knowledge/ finds: the same words, the same first pages.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { SearchIndex } from '../../templates/assets/search.js';
import { splitWords } from '../../templates/assets/search_words.js';

const vectors = JSON.parse(fs.readFileSync(new URL('../vectors/search.json', import.meta.url), 'utf8'));
const indexes = Object.fromEntries(
  Object.entries(vectors.languages).map(([language, { index }]) => [language, new SearchIndex(index, language)]));
const numbers = ({ hits }) => hits.map((hit) => hit.document);

test('words are split and folded alike', () => {
  for (const { text, folded } of vectors.words) assert.deepEqual(splitWords(text).map((word) => word.folded), folded, text);
});

for (const [language, { queries }] of Object.entries(vectors.languages)) {
  test(`the first pages are the same in ${language}`, () => {
    for (const { text, found } of queries) {
      assert.deepEqual(numbers(indexes[language].search(text)).slice(0, 3), found, text);
    }
  });
}

test('a word that is still being typed finds what it may become', () => {
  for (const [typed, wanted] of [['alk', 0], ['ud', 2], ['udes', 2], ['borde på for', 2], ['bygget', 5]]) {
    assert.equal(numbers(indexes.da.search(typed, { unfinished: true }))[0], wanted, typed);
  }
  assert.deepEqual(numbers(indexes.da.search('ud', { unfinished: false })), []);
  // A space says that the word is done.
  assert.deepEqual(numbers(indexes.da.search('ud ', { unfinished: true })), []);
});

test('who finds nothing is told what comes near, if anything does', () => {
  for (const text of ['alkohlvebling', 'vinbevl', 'og en ALKHOVELBILLING']) {
    assert.deepEqual(numbers(indexes.da.search(text)), [], text);
    assert.deepEqual(indexes.da.nearest(text, 1), [0], text);
  }
  for (const text of ['', 'zzzqq', 'og til', '7', '<b>', 'q'.repeat(5000)]) assert.deepEqual(indexes.da.nearest(text, 3), [], text);
  // More letters in common come first.
  assert.deepEqual(indexes.da.nearest('spirtusbeviljling', 2), [0, 1]);
});

test('what was found is marked, in the text’s own spelling', () => {
  const { terms } = indexes.da.search('Bevilling til cafeerne');
  assert.deepEqual(indexes.da.mark('Alkoholbevilling: én for caféen, og ét år.', terms), [
    { text: 'Alkoholbevilling', marked: true },
    { text: ': én for ', marked: false },
    { text: 'caféen', marked: true },
    { text: ', og ét år.', marked: false },
  ]);
  assert.deepEqual(indexes.da.mark('<b>Intet</b> her', terms), [{ text: '<b>Intet</b> her', marked: false }]);
});

test('guides come first, unless the words are the name of another page', () => {
  const data = structuredClone(vectors.languages.da.index);
  const withKind = (document, kind) => {
    const copy = structuredClone(data);
    copy.documents[document] = [kind, ...copy.documents[document].slice(1, 4), '', '', 60];
    return new SearchIndex(copy, 'da');
  };
  const { hits: before } = indexes.da.search('borde og bevilling');
  const { hits: after } = withKind(0, 'faq').search('borde og bevilling');
  const scoreOf = (hits) => hits.find((hit) => hit.document === 0).score;
  assert.ok(Math.abs(scoreOf(after) - 0.6 * scoreOf(before)) < 1e-9);
  assert.equal(scoreOf(withKind(0, 'faq').search('alkoholbevilling').hits), scoreOf(indexes.da.search('alkoholbevilling').hits));
  assert.ok(scoreOf(withKind(0, 'package').search('alkoholbevilling').hits) > scoreOf(indexes.da.search('alkoholbevilling').hits));
});

test('any text can be searched for, in bounded time', () => {
  const texts = ['', ' ', '\u0000', '\ud800', '%', '"><script>', 'a'.repeat(1e6), 'å '.repeat(5e5), 'ordsomingenkender '.repeat(5e4), '👍'.repeat(1000)];
  for (const text of texts) {
    const begin = performance.now();
    for (const index of Object.values(indexes)) assert.ok(Array.isArray(index.search(text, { unfinished: true }).hits));
    assert.ok(performance.now() - begin < 2000, `${text.slice(0, 20)} took ${performance.now() - begin} ms`);
  }
});
