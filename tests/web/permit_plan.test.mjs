// Runs tests/vectors/permit_plan.json, which the C++ implementation runs as well, against the browser's copy.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  WorkingCalendar, decidingAnswers, evaluate, formatDay, isDanishHoliday, openQuestions, parseDay, planPackage,
} from '../../templates/assets/permit_plan.js';
import { projectRoot } from './site_under_test.mjs';

const vectors = JSON.parse(fs.readFileSync(path.join(projectRoot, 'tests/vectors/permit_plan.json'), 'utf8'));
const calendar = new WorkingCalendar(vectors.calendar);

for (const { name, condition, answers, need, open } of vectors.conditions) {
  test(`condition: ${name}`, () => {
    assert.equal(evaluate(condition, answers), need);
    assert.deepEqual(openQuestions(condition, ['a', 'b', 'c'], answers), open);
  });
}

test('public holidays', () => {
  for (const { day, holiday } of vectors.holidays) assert.equal(isDanishHoliday(parseDay(day)), holiday, day);
  for (const easter of vectors.easter_sundays) {
    const sunday = parseDay(easter);
    for (const offset of [-3, -2, 0, 1, 39, 49, 50]) assert.ok(isDanishHoliday(sunday + offset), `${easter} and ${offset} days`);
    for (const offset of [-4, -1, 2, 38, 40, 48, 51]) assert.ok(!isDanishHoliday(sunday + offset), `${easter} and ${offset} days`);
  }
});

test('working days', () => {
  for (const { from, days, to, why } of vectors.add_working_days) {
    assert.equal(formatDay(calendar.addWorkingDays(parseDay(from), days)), to, why);
  }
});

for (const { name, start, answers, expected, ...input } of vectors.plans) {
  test(`plan: ${name}`, () => {
    const plan = planPackage(input, calendar, answers, parseDay(start));
    assert.deepEqual({
      steps: plan.steps.map(({ service, need, after, begin, done, critical }) =>
        ({ service: service.id, need, after, begin: formatDay(begin), done: done === null ? null : formatDay(done), critical })),
      authorities: plan.authorities,
      needed: plan.needed,
      maybe: plan.maybe,
      known_fees_minor: plan.knownFeesMinor,
      unknown_fees: plan.unknownFees,
      unknown_times: plan.unknownTimes,
      earliest_opening: formatDay(plan.earliestOpening),
    }, expected);
  });
}

test('the answers that decide are as few as prove it', () => {
  const cases = [
    [undefined, {}, []],
    ['a', { a: true }, [['a', true]]],
    ['a', {}, []],
    [{ not: 'a' }, { a: true }, [['a', true]]],
    [{ all: ['a', 'b'] }, { a: true, b: true }, [['a', true], ['b', true]]],
    [{ all: ['a', 'b'] }, { a: true, b: false }, [['b', false]]],
    [{ any: ['a', 'b'] }, { a: false, b: true }, [['b', true]]],
    [{ any: ['a', 'b'] }, { a: false, b: false }, [['a', false], ['b', false]]],
    [{ any: ['a', { not: 'a' }] }, { a: true }, [['a', true]]],
  ];
  for (const [condition, answers, wanted] of cases) {
    assert.deepEqual(decidingAnswers(condition, answers), wanted, JSON.stringify(condition));
  }
});

test('only days that exist are days', () => {
  assert.equal(parseDay('1970-01-02'), 1);
  for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', '0001-01-01', ' 2026-01-01', '', null, undefined]) {
    assert.equal(parseDay(text), null, String(text));
  }
});
