// How well the site's own search finds the right guide for questions in people's own words, and how fast:
//   node bench/finding_site.mjs [SITE_FOLDER]
// Scores two lists apart: the one that is worked with, every miss printed, and the one held back, whose misses nobody is
// to learn from. Prints shares per list and language, the index's size, times, and last one line per target and list.
import fs from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import zlib from 'node:zlib';
import { SearchIndex } from '../templates/assets/search.js';

const [site = 'out/site'] = process.argv.slice(2);
const languages = ['da', 'en'];
const lists = [
  { file: 'tests/vectors/finding.tsv', id: 'finding-site', showsMisses: true },
  { file: 'tests/vectors/finding_held_back.tsv', id: 'finding-site-held-back', showsMisses: false },
];
const percent = (part, whole) => (whole === 0 ? 0 : (100 * part) / whole);
const target = (id, measured, wanted) =>
  console.log(`${id}: measured ${measured.toFixed(1)} % (target ${wanted} %) ${measured >= wanted ? 'met' : 'short'}`);
const nothingAsked = () => ({ asked: 0, first: 0, firstThree: 0, firstGuide: 0, firstThreeGuides: 0 });

const readQuestions = (file) => fs.readFileSync(file, 'utf8').split('\n').filter((line) => line && !line.startsWith('#')).map((line) => {
  const [language, text, services] = line.split('\t');
  return { language, text, services: services.split('|') };
});

function readIndex(language) {
  const name = fs.readdirSync(path.join(site, 'assets')).find((file) => file.startsWith(`search-${language}.`));
  const bytes = fs.readFileSync(path.join(site, 'assets', name));
  const begin = performance.now();
  const index = new SearchIndex(JSON.parse(bytes.toString()), language);
  const read = performance.now() - begin;
  console.log(`${language}: index of ${index.documents.length} pages, ${bytes.length} bytes, ${zlib.gzipSync(bytes, { level: 9 }).length} with gzip, ` +
    `${zlib.brotliCompressSync(bytes).length} with brotli; read in ${read.toFixed(1)} ms`);
  return index;
}

const indexes = Object.fromEntries(languages.map((language) => [language, readIndex(language)]));
const times = [];

// Asks one question, adds to the sums, and prints a miss.
function ask({ language, text, services }, sums, showsMisses) {
  const index = indexes[language];
  const start = performance.now();
  const { hits } = index.search(text, { unfinished: true });
  times.push(performance.now() - start);
  const found = hits.map(({ document, score }) => ({ ...index.documents[document], score }));
  const id = ({ href }) => href.split('/').at(-2);
  const rankIn = (list) => list.findIndex((hit) => hit.kind === 'service' && services.includes(id(hit)));
  const rank = rankIn(found);
  const among = rankIn(found.filter(({ kind }) => kind === 'service'));
  for (const sum of sums) {
    sum.asked += 1;
    if (rank === 0) sum.first += 1;
    if (rank >= 0 && rank < 3) sum.firstThree += 1;
    if (among === 0) sum.firstGuide += 1;
    if (among >= 0 && among < 3) sum.firstThreeGuides += 1;
  }
  if (rank === 0 || !showsMisses) return;
  console.log(`${rank > 0 && rank < 3 ? 'second or third' : 'not in three'} [${language}] ${text}\n    wanted ${services.join(' or ')}`);
  for (const hit of found.slice(0, 3)) console.log(`    ${hit.score.toFixed(2)} ${hit.kind} ${id(hit)}`);
}

for (const list of lists) {
  list.shares = nothingAsked();
  const questions = readQuestions(list.file);
  for (const language of languages) {
    const shares = nothingAsked();
    for (const question of questions.filter((q) => q.language === language)) ask(question, [shares, list.shares], list.showsMisses);
    console.log(`${list.file}, ${language}: ${shares.asked} questions, first ${percent(shares.first, shares.asked).toFixed(1)} %, first three ` +
      `${percent(shares.firstThree, shares.asked).toFixed(1)} %; among guides alone ${percent(shares.firstGuide, shares.asked).toFixed(1)} % and ` +
      `${percent(shares.firstThreeGuides, shares.asked).toFixed(1)} %`);
  }
}
times.sort((a, b) => a - b);
console.log(`one question: median ${times[times.length >> 1].toFixed(2)} ms, p99 ${times[Math.floor(times.length * 0.99)].toFixed(2)} ms`);
for (const { id, shares } of lists) {
  target(`${id}-first`, percent(shares.first, shares.asked), 85);
  target(`${id}-first-three`, percent(shares.firstThree, shares.asked), 97);
}
