// The search page: results while typing, by kind, for keyboard and screen reader. Without it the page shows its list.
import { SearchIndex } from './search.js';

const firstResults = 10;
const moreResults = 20;
const nearestResults = 5;
const longestSummary = 220;
// What is far behind the best is no answer.
const leastShare = 0.2;
// When typing pauses, the count is read aloud and the address follows.
const pause = 300;

const form = document.querySelector('[data-search]');
const part = (name) => document.querySelector(`[data-search-${name}]`);
const input = form.querySelector('input');
const status = part('status');
const answer = part('answer');
const list = part('results');
const more = part('more');
const nothing = part('none');
const nearest = part('nearest');
const letters = part('letters');
const kinds = [...answer.querySelectorAll('input[name="kind"]')];
const otherLanguage = [part('other'), document.querySelector('.language-link')].map((link) => ({ link, href: link.href }));

let index;
let shown = firstResults;
let timer;

const chosenKind = () => kinds.find(({ checked }) => checked).value;
const labels = Object.fromEntries(kinds.map(({ value, dataset }) => [value, dataset.label]));

function element(name, className, text = '') {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

function addMarked(parent, text, terms) {
  for (const piece of index.mark(text, terms)) parent.append(piece.marked ? element('mark', '', piece.text) : piece.text);
}

function makeResult({ href, title, summary, kind, note, lang }, terms) {
  const item = element('li');
  const link = element('a', 'service-list__title');
  link.href = href;
  addMarked(link, title, terms);
  const text = element('p');
  addMarked(text, summary.length > longestSummary ? `${summary.slice(0, summary.lastIndexOf(' ', longestSummary))} …` : summary, terms);
  if (lang) link.lang = text.lang = lang;
  item.append(link, element('span', 'kind', labels[kind]));
  if (note) item.append(' ', element('span', 'badge badge-error', note));
  item.append(text);
  return item;
}

function describe(count) {
  if (count === 0) return form.dataset.none;
  return (count === 1 ? form.dataset.one : form.dataset.many).replace('{n}', count);
}

function showCounts(hits) {
  for (const radio of kinds) {
    const count = radio.value ? hits.filter(({ kind }) => kind === radio.value).length : hits.length;
    radio.parentElement.hidden = count === 0 && radio.value !== '' && !radio.checked;
    radio.parentElement.querySelector('[data-count]').textContent = `(${count})`;
  }
}

function settle(text) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    status.textContent = text;
    const query = new URLSearchParams();
    if (input.value.trim()) query.set('q', input.value.trim());
    const address = () => (query.toString() ? `?${query}` : '');
    for (const { link, href } of otherLanguage) link.href = href + address();
    if (chosenKind()) query.set('kind', chosenKind());
    history.replaceState(null, '', location.pathname + address());
  }, pause);
}

// Instead of results: what fits and is of another kind, or else what comes near.
function showNearest(good) {
  const pages = good.length > 0 ? good.slice(0, nearestResults)
    : index.nearest(input.value, nearestResults).map((number) => index.documents[number]);
  nearest.hidden = pages.length === 0;
  nearest.querySelector('ul').replaceChildren(...pages.map((page) => makeResult(page, new Set())));
}

// Shows the pages that fit the words typed; the list of everything when nothing is typed.
function show() {
  const words = input.value.trim();
  const { hits, terms } = index.search(input.value, { unfinished: true });
  const good = hits.filter(({ score }) => score >= leastShare * hits[0].score).map(({ document: number }) => index.documents[number]);
  const kind = chosenKind();
  const wanted = kind ? good.filter((page) => page.kind === kind) : good;
  answer.hidden = good.length === 0;
  nothing.hidden = words === '' || wanted.length > 0;
  letters.hidden = words !== '';
  showCounts(good);
  if (!nothing.hidden) showNearest(good);
  list.replaceChildren(...wanted.slice(0, shown).map((page) => makeResult(page, terms)));
  more.hidden = wanted.length <= shown;
  settle(words === '' ? '' : describe(wanted.length));
}

function start() {
  shown = firstResults;
  show();
}

function moveFocus(event) {
  const stops = [input, ...list.querySelectorAll('a')];
  const at = stops.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Escape: 0 }[event.key];
  if (at < 0 || to === undefined || !stops[to] || (event.key === 'Escape' && at === 0)) return;
  event.preventDefault();
  stops[to].focus();
}

function listen() {
  input.addEventListener('input', start);
  for (const radio of kinds) radio.addEventListener('change', start);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    start();
    // The keyboard of a phone goes away, and the results are what comes next.
    (list.querySelector('a') ?? input).focus();
  });
  more.addEventListener('click', () => {
    const next = shown;
    shown += moreResults;
    show();
    list.querySelectorAll('a')[next].focus();
  });
  input.addEventListener('keydown', moveFocus);
  list.addEventListener('keydown', moveFocus);
}

// A question is the whole content of `q`; an address may come from anywhere, so an unknown kind is none.
const query = new URLSearchParams(location.search);
input.value = query.get('q') ?? input.value;
(kinds.find(({ value }) => value === query.get('kind')) ?? kinds[0]).checked = true;
status.textContent = form.dataset.loading;
// Before the first result: what comes must not push away what is read.
letters.hidden = input.value.trim() !== '';
form.parentElement.classList.toggle('searching', letters.hidden);
try {
  const response = await fetch(form.dataset.index);
  if (!response.ok) throw new Error(`${response.status} for ${form.dataset.index}`);
  index = new SearchIndex(await response.json(), form.dataset.language);
  listen();
  start();
} catch {
  status.textContent = form.dataset.failed;
  letters.hidden = false;
} finally {
  form.parentElement.classList.remove('searching');
}
