// The files that a new item begins with: its Danish text as the form holds it, and beside it what `sitegen new` makes.
// Those others come as text with {{id}}, {{title}} and {{stamp}} to fill in.

// `form`: what stands in the fields. `fields`: the collection's, as configured. `others`: the other files by name.
// Returns the text of each file by name.
export async function newItem(form, fields, others) {
  // The English text begins as a translation of a Danish one in which nothing but the title has been written yet.
  const untouched = { title: form.title };
  for (const field of fields) if ('default' in field) untouched[field.name] = field.default;
  const values = { id: form.id, title: form.title, stamp: await stampOf(danishText(untouched, fields)) };
  const files = { 'da.md': danishText(form, fields) };
  for (const [name, text] of Object.entries(others)) files[name] = filledIn(text, values);
  return files;
}

// The English text to begin with when `danish` has none: a translation of it as it is now.
export async function newTranslation(danish, english) {
  return filledIn(english, { title: 'To be filled in', stamp: await stampOf(danish) });
}

function filledIn(text, values) {
  return text.replace(/\{\{(id|title|stamp)\}\}/g, (_, key) => escaped(values[key]));
}

function danishText(form, fields) {
  const matter = fields
    .filter(({ name }) => name !== 'id' && name !== 'body' && isFilledIn(form[name]))
    .map(({ name }) => `${name}: ${yaml(form[name])}\n`);
  const body = form.body ?? '';
  return `---\n${matter.join('')}---\n${body}${body === '' || body.endsWith('\n') ? '' : '\n'}`;
}

const isFilledIn = (value) => value !== undefined && value !== null && value !== '' && value !== false && value.length !== 0;

// A list of texts, true, or a text, on one line.
function yaml(value) {
  if (Array.isArray(value)) return `[${value.map(yaml).join(', ')}]`;
  return value === true ? 'true' : `"${escaped(value)}"`;
}

// For between quotes: on one line.
const escaped = (text) => text.trim().replace(/[\t\r\n]/g, ' ').replace(/[\\"]/g, '\\$&');

// As `sitegen translated` marks translations: the first 12 hex digits of the SHA-256, without byte order mark and Windows
// line ends.
async function stampOf(text) {
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n');
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(plain)));
  return [...hash.slice(0, 6)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
