// Amounts as the content model writes them, and as people type them: 955, 955.50 or 660-785.

// The text to show for a value of the file: a number, a text, or {from, to}.
export function amountToText(value) {
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') return `${amountToText(value.from)}-${amountToText(value.to)}`;
  return typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(2) : String(value);
}

// The value to write for a text: a whole number, text such as "955.50" (a number would lose its last digit), {from, to}, undefined for nothing, or the text itself when it is no amount;
// `sitegen check` then says so.
export function amountFromText(text) {
  const parts = text.split('-').map((part) => part.trim().replace(',', '.'));
  if (text.trim() === '') return undefined;
  if (!parts.every((part) => /^\d+(\.\d\d)?$/.test(part)) || parts.length > 2) return text;
  const [from, to] = parts.map((part) => (part.includes('.') ? part : Number(part)));
  return to === undefined ? from : { from, to };
}

// A day as text: a YAML reader may have taken it for a time.
export function dayToText(value) {
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return value === undefined || value === null ? '' : String(value).slice(0, 10);
}
