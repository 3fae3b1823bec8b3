// The values that the browser editor reads and writes.
import assert from 'node:assert/strict';
import test from 'node:test';
import { amountFromText, amountToText, dayToText } from '../../cms/values.js';

test('amounts come back as they were', () => {
  for (const value of [955, '955.50', { from: 660, to: 785 }]) assert.deepEqual(amountFromText(amountToText(value)), value);
});

test('amounts are read as people type them', () => {
  assert.equal(amountFromText('955,50'), '955.50');
  assert.equal(amountToText(955.5), '955.50');
  assert.deepEqual(amountFromText(' 660 - 785 '), { from: 660, to: 785 });
  assert.equal(amountFromText(''), undefined);
});

test('what is no amount is kept for sitegen check to find', () => {
  for (const text of ['ni', '1.000', '1-2-3', '-5']) assert.equal(amountFromText(text), text);
});

test('days are text', () => {
  assert.equal(dayToText('2026-11-21'), '2026-11-21');
  assert.equal(dayToText(new Date('2026-11-21T00:00:00Z')), '2026-11-21');
  assert.equal(dayToText(undefined), '');
});
