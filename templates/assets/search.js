// Finds pages by words, in the browser, with the index that the site was built with (knowledge/browser_index.h). Words are
// read as the case service reads them: the same folding, compounds, synonyms and typos; tests/vectors/search.json holds both
// to that. Knows nothing of the page it runs in.

import { digitAt, readNumbers, splitWords, Vocabulary } from './search_words.js';

const mostWords = 100;

const weakWeight = 0.7;
const compoundWeight = 0.75;
const synonymWeight = 0.6;
const relatedWeight = 0.7;
const typoWeights = [0.8, 0.8, 0.6]; // by edits
// A word that is still being typed may become any that begins so.
const unfinishedWeight = 0.7;

const phraseBonus = 0.5;
const questionBonus = 0.85;
const unknownIdf = 1.5;
// Guides come before other pages, unless the question is (almost) another page's title or search term.
const guideKind = 'service';
const alike = 0.9;
const namedWeights = { package: 1.3 };
// Below this a match is chance: one word in passing in a long text.
const weakest = 0.5;

// Reads what the site was built with. `data` is the parsed index file.
export class SearchIndex {
  constructor(data, language) {
    this.documents = data.documents.map(([kind, href, title, summary, note = '', lang = '', weight = 100]) => (
      { kind, href, title, summary, note, lang, weight: weight / 100 }));
    this.vocabulary = new Vocabulary(data, language);
    this.readPostings(data);
    this.readEntries(data);
    this.readSynonyms(data);
  }

  readPostings({ postings, strengths, weak }) {
    const numbers = readNumbers(postings);
    const weakTerms = new Set();
    readNumbers(weak).reduce((before, distance) => {
      weakTerms.add(before + distance);
      return before + distance;
    }, 0);
    const documents = this.documents.length;
    this.postings = []; // by term: document, what the term says for it, next document, …
    this.idf = [];
    let strength = 0;
    for (let at = 0; at < numbers.length; ) {
      const count = numbers[at++];
      const rarity = Math.log(1 + (documents - count + 0.5) / (count + 0.5));
      const idf = weakTerms.has(this.postings.length) ? weakWeight * rarity : rarity;
      const list = new Float64Array(2 * count);
      let document = 0;
      for (let i = 0; i < list.length; i += 2) {
        document += numbers[at++];
        list[i] = document;
        list[i + 1] = (idf * (digitAt[strengths.charCodeAt(strength++)] + 1)) / 32;
      }
      this.postings.push(list);
      this.idf.push(idf);
    }
  }

  // Titles, keywords, search terms and example questions, looked at as wholes: which slots each term fills, and how much.
  readEntries({ entries }) {
    const numbers = readNumbers(entries);
    this.entries = []; // { document, question, whole, slots }
    this.slots = []; // idf
    this.slotsByTerm = this.idf.map(() => []);
    let document = 0;
    for (let at = 0; at < numbers.length; ) {
      const head = numbers[at++];
      const count = numbers[at++];
      document += head >> 1;
      const entry = { document, question: head % 2 === 1, whole: 0, first: this.slots.length, count };
      for (let i = 0; i < count; i += 1) {
        const word = this.vocabulary.words[numbers[at++]];
        const term = this.vocabulary.term.get(word);
        const slot = this.slots.push(this.idf[term]) - 1;
        entry.whole += this.idf[term];
        this.slotsByTerm[term].push([slot, 1]);
        const parts = this.vocabulary.splitCompound(word);
        for (const part of parts) this.slotsByTerm[part].push([slot, compoundWeight / parts.length]);
      }
      this.entries.push(entry);
    }
  }

  readSynonyms({ synonyms, kinds }) {
    this.synonyms = new Map(); // by term where the word is known, else by what its inflections have in common
    const read = (groups) => groups.split(';').map((group) => group.split(' ').map((word) => ({ word, term: this.vocabulary.find(word) })));
    const add = ({ word, term }, others) => {
      for (const key of term === undefined ? this.vocabulary.stemsOf(word) : [term]) {
        const known = this.synonyms.get(key) ?? new Set();
        for (const other of others) if (other.term !== undefined && other.term !== term) known.add(other.term);
        this.synonyms.set(key, known);
      }
    };
    for (const group of read(synonyms)) for (const word of group) add(word, group);
    for (const [general, ...group] of read(kinds)) for (const word of group) add(word, [general]);
  }

  findSynonyms(word, term) {
    const key = term ?? this.vocabulary.stemsOf(word).find((stem) => this.synonyms.has(stem));
    return this.synonyms.get(key) ?? [];
  }

  // What a folded word may mean: [{ weight, terms, exact }]; empty when the site does not use it.
  read(word) {
    const readings = [];
    const term = this.vocabulary.find(word);
    if (term !== undefined) readings.push({ weight: 1, terms: [term], exact: true });
    const parts = this.vocabulary.splitCompound(word);
    if (parts.length > 0) readings.push({ weight: compoundWeight, terms: parts });
    for (const other of this.findSynonyms(word, term)) readings.push({ weight: synonymWeight, terms: [other] });
    return readings;
  }

  guess(word) {
    const similar = this.vocabulary.findSimilar(word).map(({ term, edits }) => ({ weight: typoWeights[edits], terms: [term] }));
    return [...similar, ...this.vocabulary.findRelated(word).map((term) => ({ weight: relatedWeight, terms: [term] }))];
  }

  // Two words written apart that the site writes together.
  readJoined(first, second) {
    const { vocabulary } = this;
    for (const binding of ['', 's']) {
      const term = vocabulary.find(first + binding + second);
      if (term !== undefined && term !== vocabulary.find(first) && term !== vocabulary.find(second)) {
        return [{ weight: 1, terms: [term], exact: true }];
      }
    }
    return [];
  }

  // Each word of the question with its readings and how much it says.
  readQuestion(question, unfinished) {
    const { vocabulary } = this;
    const words = splitWords(question, mostWords);
    const read = vocabulary.findPhrases(words.map(({ folded }) => folded)).map((term) => (
      { readings: [{ weight: 1, terms: [term], exact: true }], idf: this.idf[term] }));
    const seen = new Set();
    words.forEach((word, i) => {
      const next = words[i + 1];
      if (next && !vocabulary.isStop(word.folded) && !vocabulary.isStop(next.folded) && /^[ -]*$/.test(question.slice(word.end, next.begin))) {
        const readings = this.readJoined(word.folded, next.folded);
        if (readings.length > 0) read.push({ readings, idf: 0 }); // its two words count already
      }
      const typing = unfinished && !next && word.end === question.length && word.folded.length > 1;
      const stop = vocabulary.isStop(word.folded);
      if ((stop && !(typing && words.length === 1)) || seen.has(word.folded)) return;
      seen.add(word.folded);
      let readings = stop ? [] : this.read(word.folded);
      if (readings.length === 0) {
        const longer = typing ? vocabulary.findLonger(word.folded) : [];
        readings = longer.map((term) => ({ weight: unfinishedWeight, terms: [term] }));
        if (readings.length === 0 && !stop) readings = this.guess(word.folded);
      }
      const idf = Math.max(unknownIdf, ...readings.filter(({ exact }) => exact).map(({ terms }) => this.idf[terms[0]]));
      read.push({ readings, idf });
    });
    return read;
  }

  // How the question covers entries: what that adds to each document's score, and the largest likeness (0 to 1) of the
  // question to one of its titles, keywords or search terms.
  cover(words, questionIdf) {
    const filled = new Float64Array(this.slots.length);
    for (const { readings } of words) {
      for (const { weight, terms } of readings) {
        for (const term of terms) {
          for (const [slot, share] of this.slotsByTerm[term]) filled[slot] = Math.min(1, filled[slot] + share * weight);
        }
      }
    }
    const phrase = new Float64Array(this.documents.length);
    const similar = new Float64Array(this.documents.length);
    const named = new Float64Array(this.documents.length);
    for (const { document, question, whole, first, count } of this.entries) {
      let covered = 0;
      for (let slot = first; slot < first + count; slot += 1) covered += filled[slot] * this.slots[slot];
      if (covered === 0) continue;
      const likeness = (2 * covered) / (whole + Math.max(questionIdf, covered));
      if (question) {
        similar[document] = Math.max(similar[document], likeness);
      } else {
        named[document] = Math.max(named[document], likeness);
        phrase[document] = Math.max(phrase[document], whole * (covered / whole) ** 4);
      }
    }
    const bonus = phrase.map((p, document) => phraseBonus * p + questionBonus * questionIdf * similar[document] ** 2);
    return { bonus, named };
  }

  // The documents that fit, best first, ties in their order, and the terms that were looked for:
  // { hits: [{ document, score }], terms: Set }. `unfinished`: the last word may only be a beginning.
  search(question, { unfinished = false } = {}) {
    const words = this.readQuestion(question.normalize('NFC'), unfinished);
    const scores = new Float64Array(this.documents.length);
    const terms = new Set();
    let questionIdf = 0;
    for (const { readings, idf } of words) {
      questionIdf += idf;
      const best = new Float64Array(scores.length);
      for (const reading of readings) {
        const here = new Float64Array(scores.length);
        for (const term of reading.terms) {
          terms.add(term);
          const list = this.postings[term];
          for (let i = 0; i < list.length; i += 2) here[list[i]] += reading.weight * list[i + 1];
        }
        here.forEach((score, document) => { if (score > best[document]) best[document] = score; });
      }
      best.forEach((score, document) => { scores[document] += score; });
    }
    const { bonus, named } = this.cover(words, questionIdf);
    const hits = [];
    this.documents.forEach(({ kind, weight }, document) => {
      const factor = kind !== guideKind && named[document] >= alike ? (namedWeights[kind] ?? 1) : weight;
      const score = (scores[document] + bonus[document]) * factor;
      if (score >= weakest) hits.push({ document, score });
    });
    hits.sort((a, b) => b.score - a.score || a.document - b.document);
    return { hits, terms };
  }

  // The numbers of the documents nearest to a question that no document fits, best first: those with words that look like
  // its words. May be empty.
  nearest(question, most) {
    const scores = new Float64Array(this.documents.length);
    for (const { folded } of splitWords(question.normalize('NFC'), mostWords)) {
      const best = new Float64Array(scores.length);
      for (const { term, likeness } of this.vocabulary.findAlike(folded)) {
        const list = this.postings[term];
        for (let i = 0; i < list.length; i += 2) best[list[i]] = Math.max(best[list[i]], likeness ** 2 * list[i + 1]);
      }
      best.forEach((score, document) => { scores[document] += score * this.documents[document].weight; });
    }
    return [...scores.keys()].filter((document) => scores[document] > 0)
      .sort((a, b) => scores[b] - scores[a] || a - b).slice(0, most);
  }

  // The text in pieces, those that stand for one of the terms marked: [{ text, marked }].
  mark(text, terms) {
    const pieces = [];
    let done = 0;
    const add = (end, marked) => {
      if (end > done) pieces.push({ text: text.slice(done, end), marked });
      done = end;
    };
    for (const { begin, end, folded: word } of splitWords(text)) {
      if (this.vocabulary.isStop(word)) continue;
      const term = this.vocabulary.find(word);
      if (!terms.has(term) && !this.vocabulary.splitCompound(word).some((part) => terms.has(part))) continue;
      add(begin, false);
      add(end, true);
    }
    add(text.length, false);
    return pieces;
  }
}
