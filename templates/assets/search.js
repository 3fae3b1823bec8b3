// Finds pages by words, in the browser, with the index that the site was built with (knowledge/browser_index.h). Words are
// read as the case service reads them: the same folding, compounds, synonyms and typos; tests/vectors/search.json holds both
// to that. Knows nothing of the page it runs in.

const mostWords = 100;
const longestWord = 64; // bytes
const shortestPart = 3;
const shortestRelated = 4;
const shortestInside = 5;
const longestGuessed = 40;
const mostGuesses = 4;

const compoundWeight = 0.75;
const synonymWeight = 0.6;
const relatedWeight = 0.6;
const typoWeights = [0.8, 0.8, 0.6]; // by edits
// A word that is still being typed may become any that begins so.
const unfinishedWeight = 0.7;
const mostUnfinished = 8;

const phraseBonus = 0.5;
const questionBonus = 1;
const unknownIdf = 1.5;
// Guides come before other pages, unless the question is (almost) another page's title or search term.
const guideKind = 'service';
const alike = 0.9;
const namedWeights = { package: 1.3 };
// Below this a match is chance: one word in passing in a long text.
const weakest = 0.5;

const endings = {
  da: ['erendes', 'erende', 'hedens', 'erede', 'ernes', 'heden', 'heder', 'ering', 'endes', 'erer', 'eren', 'erne', 'eres', 'eret', 'ered',
    'enes', 'ende', 'heds', 'ning', 'ene', 'ens', 'ere', 'ers', 'ets', 'hed', 'ing', 'en', 'er', 'es', 'et', 'e', 's', ''],
  en: ['ations', 'ation', 'ating', 'ings', 'ment', 'ates', 'ated', 'ate', 'ing', 'ers', 'ies', 'ied', 'ion', 'ed', 'er', 'es', 'ly', 'e', 's', 'y', ''],
};

// Letters that people write in several ways, or without their accents.
const folded = [
  ['ae', 'æä'], ['o', 'øöòóôõōŏő'], ['ss', 'ß'], ['d', 'ð'], ['th', 'þ'], ['c', 'çćĉċč'], ['n', 'ñ'], ['y', 'ýÿ'],
  ['a', 'àáâãåāăą'], ['e', 'èéêëēĕėęě'], ['i', 'ìíîï'], ['u', 'ùúûüũūŭůűų'], ['l', 'ł'], ['s', 'śŝşš'], ['z', 'źżž'],
];
const foldOf = new Map(folded.flatMap(([plain, letters]) => [...letters].map((letter) => [letter, plain])));

const isWordCharacter = (c) => {
  if (c < 0x80) return (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
  if (c < 0xc0 || c === 0xd7 || c === 0xf7) return false;
  if ((c >= 0x2000 && c <= 0x2bff) || (c >= 0x3000 && c <= 0x303f)) return false;
  return c < 0xe000;
};

const foldLetter = (letter) => foldOf.get(letter.toLowerCase()) ?? (letter < '\x80' ? letter.toLowerCase() : letter);
const utf8Length = (c) => (c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4);

// The words of a text: [{ begin, end, folded }].
export function splitWords(text, most = Infinity) {
  const words = [];
  let begin = 0;
  let end = 0;
  let bytes = 0;
  let letters = '';
  const finish = () => {
    if (end > begin && bytes <= longestWord && words.length < most) {
      words.push({ begin, end, folded: letters.replace(/oe|aa/g, (pair) => pair[0]) });
    }
  };
  for (let at = 0; at < text.length && words.length < most; ) {
    const c = text.codePointAt(at);
    const next = at + (c > 0xffff ? 2 : 1);
    if (isWordCharacter(c)) {
      letters += foldLetter(text.slice(at, next));
      bytes += utf8Length(c);
      end = next;
    } else {
      finish();
      begin = next;
      bytes = 0;
      letters = '';
    }
    at = next;
  }
  finish();
  return words;
}

const hasDigit = (word) => /[0-9]/.test(word);
const allowedEdits = (length) => (length < 4 ? 0 : length < 8 ? 1 : 2);

// Edits between two words, neighbours swapped counting one; more than `limit` is limit + 1.
function editDistance(a, b, limit) {
  let beforeLast = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      let edits = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits = Math.min(edits, beforeLast[j - 2] + 1);
      row.push(edits);
      least = Math.min(least, edits);
    }
    if (least > limit) return limit + 1;
    [beforeLast, last] = [last, row];
  }
  return Math.min(last[b.length], limit + 1);
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const digitAt = new Uint8Array(128);
for (let i = 0; i < digits.length; i += 1) digitAt[digits.charCodeAt(i)] = i;

function readNumbers(text) {
  const numbers = [];
  let number = 0;
  let shift = 0;
  for (let at = 0; at < text.length; at += 1) {
    const value = digitAt[text.charCodeAt(at)];
    number += (value & 31) << shift;
    shift += 5;
    if (value < 32) {
      numbers.push(number);
      number = 0;
      shift = 0;
    }
  }
  return numbers;
}

function sharedLetters(a, b) {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  return shared;
}

// The words that the site uses.
class Vocabulary {
  constructor(data, language) {
    this.endings = endings[language];
    this.stop = new Set(data.stop.split(' '));
    this.words = [];
    this.term = new Map();
    this.stems = []; // what a term's words have in common
    const steps = readNumbers(data.terms);
    let before = '';
    for (const [, shared, letters] of data.words.matchAll(/([A-Z])([^A-Z]*)/g)) {
      const word = before.slice(0, digitAt[shared.charCodeAt(0)]) + letters;
      const step = steps[this.words.length];
      const term = step === 0 ? this.stems.length : this.stems.length - step;
      if (step === 0) this.stems.push(word);
      else this.stems[term] = word.slice(0, sharedLetters(word, this.stems[term]));
      this.term.set(word, term);
      this.words.push(word);
      before = word;
    }
    this.termOfStem = new Map();
    for (const word of this.words) {
      if (hasDigit(word)) continue;
      for (const stem of this.stemsOf(word)) if (!this.termOfStem.has(stem)) this.termOfStem.set(stem, this.term.get(word));
    }
    this.compounds = new Map();
  }

  isStop(word) {
    return word.length < 2 || this.stop.has(word);
  }

  // The term of a folded word, or of another inflection of it; undefined when there is none.
  find(word) {
    const known = this.term.get(word);
    if (known !== undefined || hasDigit(word)) return known;
    return this.stemsOf(word).map((stem) => this.termOfStem.get(stem)).find((term) => term !== undefined);
  }

  // The word without each of the endings that it may have, longest ending first, and the word itself last.
  stemsOf(word) {
    return this.endings.filter((ending) => word.length - ending.length >= shortestPart && word.endsWith(ending))
      .map((ending) => word.slice(0, word.length - ending.length));
  }

  // The terms that a compound is made of, binding s and e left out; empty when it is none.
  splitCompound(word) {
    let parts = this.compounds.get(word);
    if (parts === undefined) {
      parts = this.findParts(word);
      this.compounds.set(word, parts);
    }
    return parts;
  }

  isPart(word) {
    return word.length >= shortestPart && this.term.has(word) && !this.isStop(word);
  }

  findParts(word) {
    const size = word.length;
    if (size < 2 * shortestPart || size > longestGuessed || hasDigit(word)) return [];
    const binding = this.endings === endings.da ? 'se' : '';
    // fewest[i]: the fewest parts that the first i letters are made of, binding letter included; 0 for none.
    const fewest = new Array(size + 1).fill(0);
    const part = [];
    const offer = (begin, end, next) => {
      const parts = begin === 0 ? 1 : fewest[begin] + 1;
      if (fewest[next] !== 0 && fewest[next] <= parts) return;
      fewest[next] = parts;
      part[next] = [begin, end];
    };
    for (let begin = 0; begin + shortestPart <= size; begin += 1) {
      if (begin > 0 && fewest[begin] === 0) continue;
      for (let end = begin + shortestPart; end < size; end += 1) {
        if (!this.isPart(word.slice(begin, end))) continue;
        offer(begin, end, end);
        if (binding.includes(word[end]) && end + 1 < size) offer(begin, end, end + 1);
      }
    }
    // The last part may be inflected in a way that no page uses.
    let last;
    let lastBegin = 0;
    for (let begin = shortestPart; begin + shortestPart <= size; begin += 1) {
      if (fewest[begin] === 0 || (last !== undefined && fewest[lastBegin] <= fewest[begin])) continue;
      const tail = word.slice(begin);
      if (this.isStop(tail)) continue;
      const term = this.find(tail);
      if (term === undefined || this.stems[term].length < shortestPart) continue;
      last = term;
      lastBegin = begin;
    }
    if (last === undefined) return [];
    const terms = [last];
    for (let end = lastBegin; end > 0; end = part[end][0]) terms.unshift(this.term.get(word.slice(...part[end])));
    return terms;
  }

  // Terms of the known words that differ by the smallest typo: [{ term, edits }].
  findSimilar(word) {
    const allowed = allowedEdits(word.length);
    if (allowed === 0 || word.length > longestGuessed || hasDigit(word)) return [];
    let limit = allowed;
    let guesses = [];
    for (const known of this.words) {
      if (known.length < 3 || Math.abs(known.length - word.length) > limit || hasDigit(known)) continue;
      const most = Math.min(limit, allowedEdits(Math.max(known.length, 4)));
      const edits = editDistance(word, known, most);
      if (edits > most) continue;
      // Only the nearest: a word one edit away leaves no doubt that one two edits away is another.
      if (edits < limit) guesses = guesses.filter((guess) => guess.edits <= edits);
      limit = edits;
      guesses.push({ term: this.term.get(known), edits, other: known[0] === word[0] ? 0 : 1 });
    }
    guesses.sort((a, b) => a.edits - b.edits || a.other - b.other);
    const terms = new Set();
    return guesses.filter(({ term }) => !terms.has(term) && terms.add(term)).slice(0, mostGuesses);
  }

  // Terms of known words that begin or end with the word's stem, or that stand in the word, longest common part first.
  findRelated(word) {
    if (word.length < shortestRelated || word.length > longestGuessed || hasDigit(word)) return [];
    const found = [];
    const ending = this.endings.find((e) => word.endsWith(e) && word.length - e.length >= shortestRelated) ?? '';
    const stem = word.slice(0, word.length - ending.length);
    for (const known of this.words) {
      if (known.startsWith(stem) || known.endsWith(stem)) found.push({ common: stem.length, term: this.term.get(known) });
    }
    for (let length = word.length - 1; length >= shortestRelated; length -= 1) {
      for (const edge of [word.slice(0, length), word.slice(-length)]) {
        const term = this.isStop(edge) ? undefined : this.find(edge);
        if (term !== undefined) found.push({ common: length, term });
      }
      for (let begin = 1; length >= shortestInside && begin + length < word.length; begin += 1) {
        const inside = word.slice(begin, begin + length);
        if (this.isPart(inside)) found.push({ common: length, term: this.term.get(inside) });
      }
    }
    found.sort((a, b) => b.common - a.common || a.term - b.term);
    return [...new Set(found.map(({ term }) => term))].slice(0, mostGuesses);
  }

  // Terms of the shortest words that begin with the letters.
  findLonger(letters) {
    const longer = this.words.filter((word) => word.startsWith(letters) && !this.isStop(word));
    longer.sort((a, b) => a.length - b.length);
    return [...new Set(longer.map((word) => this.term.get(word)))].slice(0, mostUnfinished);
  }
}

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

  readPostings({ postings, strengths }) {
    const numbers = readNumbers(postings);
    const documents = this.documents.length;
    this.postings = []; // by term: document, what the term says for it, next document, …
    this.idf = [];
    let strength = 0;
    for (let at = 0; at < numbers.length; ) {
      const count = numbers[at++];
      const idf = Math.log(1 + (documents - count + 0.5) / (count + 0.5));
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

  readSynonyms({ synonyms }) {
    this.synonyms = new Map(); // by term where the word is known, else by what its inflections have in common
    for (const group of synonyms.split(';')) {
      const words = group.split(' ').map((word) => ({ word, term: this.vocabulary.find(word) }));
      for (const { word, term } of words) {
        for (const key of term === undefined ? this.vocabulary.stemsOf(word) : [term]) {
          const others = this.synonyms.get(key) ?? new Set();
          for (const other of words) if (other.term !== undefined && other.term !== term) others.add(other.term);
          this.synonyms.set(key, others);
        }
      }
    }
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
    const read = [];
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
