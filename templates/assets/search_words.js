// The words of the site and what a typed word may mean among them. Reads words as the case service does (knowledge/): the
// same folding, compounds and typos. Without a stemmer: an inflection is recognised by a list of endings.

const longestWord = 64; // bytes
const shortestPart = 3;
const shortestRelated = 4;
const shortestInside = 5;
const longestGuessed = 40;
const mostGuesses = 4;
const leastAlike = 0.4;
const mostUnfinished = 8;
const phraseGap = 4; // words between two of a phrase

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
export const digitAt = new Uint8Array(128);
for (let i = 0; i < digits.length; i += 1) digitAt[digits.charCodeAt(i)] = i;

export function readNumbers(text) {
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

// Every three letters in a row, those at the edges marked.
function triples(word) {
  const edged = `^${word}$`;
  return new Set(Array.from({ length: Math.max(1, edged.length - 2) }, (_, at) => edged.slice(at, at + 3)));
}

function sharedLetters(a, b) {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  return shared;
}

// The words that the site uses.
export class Vocabulary {
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
    this.phrases = this.words.filter((word) => word.includes(' ')).map((word) => ({ parts: word.split(' '), term: this.term.get(word) }));
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

  // Terms of the keywords made of words without meaning of their own that stand in the list of folded words, in order and
  // with a few others between them at most.
  findPhrases(words) {
    const isSame = (a, b) => a === b || this.stemsOf(a).some((stem) => stem === b || this.stemsOf(b).includes(stem));
    const standsAt = (begin, phrase) => {
      let at = begin;
      for (const part of phrase) {
        const last = at === begin ? begin : at + phraseGap;
        while (at < words.length && at <= last && !isSame(words[at], part)) at += 1;
        if (at >= words.length || at > last) return false;
        at += 1;
      }
      return true;
    };
    return this.phrases.filter(({ parts }) => words.some((_, begin) => standsAt(begin, parts))).map(({ term }) => term);
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

  // Terms of the known words that look most like a word that no typo explains: [{ term, likeness }], likeness being the
  // share of letter triples that both have, above leastAlike.
  findAlike(word) {
    if (word.length < shortestPart || word.length > longestGuessed || this.isStop(word)) return [];
    const wanted = triples(word);
    const best = new Map(); // by term
    for (const known of this.words) {
      if (known.length < shortestPart || this.isStop(known)) continue;
      const own = triples(known);
      let shared = 0;
      for (const triple of own) if (wanted.has(triple)) shared += 1;
      const likeness = (2 * shared) / (wanted.size + own.size);
      const term = this.term.get(known);
      if (likeness >= leastAlike && likeness > (best.get(term) ?? 0)) best.set(term, likeness);
    }
    return [...best].map(([term, likeness]) => ({ term, likeness })).sort((a, b) => b.likeness - a.likeness || a.term - b.term)
      .slice(0, mostGuesses);
  }

  // Terms of the shortest words that begin with the letters.
  findLonger(letters) {
    const longer = this.words.filter((word) => word.startsWith(letters) && !this.isStop(word));
    longer.sort((a, b) => a.length - b.length);
    return [...new Set(longer.map((word) => this.term.get(word)))].slice(0, mostUnfinished);
  }
}
