// Needed-if rules, working days and permit plans in the browser: what knowledge/permit_plan.h and
// knowledge/working_calendar.h promise, held to the same cases by tests/vectors/permit_plan.json.
//
// Days are whole numbers, days since 1970-01-01. A package is {questions: [id], phases: [[service id]], services:
// [{id, authority, kind, needed_if, prerequisites, processing, fee}]}; conditions are a question's id, {all: []},
// {any: []} or {not: }; a period is [min, max, unit]. Answers are {question id: true or false}.

const MS_A_DAY = 86400000;
const RANK = { not: 0, maybe: 1, needed: 2 };
const NEEDS = Object.keys(RANK);

// The day that "YYYY-MM-DD" names; null when it is written otherwise, does not exist or lies outside 1700 to 2999.
export function parseDay(text) {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? '');
  if (!parts || parts[1] < '1700' || parts[1] > '2999') return null;
  const day = Date.UTC(parts[1], parts[2] - 1, parts[3]) / MS_A_DAY;
  return formatDay(day) === text ? day : null;
}

export function formatDay(day) {
  return new Date(day * MS_A_DAY).toISOString().slice(0, 10);
}

function dayOf(year, month, day) {
  return Date.UTC(year, month - 1, day) / MS_A_DAY;
}

function civil(day) {
  const date = new Date(day * MS_A_DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function easterSunday(year) {
  const whole = Math.floor;
  const a = year % 19;
  const b = whole(year / 100);
  const c = year % 100;
  const h = (19 * a + b - whole(b / 4) - whole((b - whole((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * whole(c / 4) - h - (c % 4)) % 7;
  const m = whole((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return dayOf(year, whole(n / 31), (n % 31) + 1);
}

// A public holiday in Denmark.
export function isDanishHoliday(day) {
  const { year, month, day: date } = civil(day);
  if ((month === 1 && date === 1) || (month === 12 && (date === 25 || date === 26))) return true;
  const fromEaster = day - easterSunday(year);
  // Great Prayer Day, the fourth Friday after Easter, was abolished from 2024.
  return [-3, -2, 0, 1, 39, 49, 50].includes(fromEaster) || (fromEaster === 26 && year <= 2023);
}

// Working days of a calendar {opening_hours: [{weekday}], closures: [{first_day, last_day}]}; 1 is Monday, closures are
// two dates or two yearly days "--MM-DD".
export class WorkingCalendar {
  #weekdays;
  #closures;
  #yearly;

  constructor({ opening_hours: hours, closures = [] }) {
    this.#weekdays = new Set(hours.map(({ weekday }) => weekday));
    const yearly = ({ first_day: first }) => first.startsWith('--');
    this.#yearly = closures.filter(yearly).map((closure) => [closure.first_day.slice(2), closure.last_day.slice(2)]);
    this.#closures = closures
      .filter((closure) => !yearly(closure))
      .map((closure) => [parseDay(closure.first_day), parseDay(closure.last_day)]);
  }

  isWorkingDay(day) {
    const weekday = ((((day + 3) % 7) + 7) % 7) + 1;
    if (!this.#weekdays.has(weekday) || isDanishHoliday(day)) return false;
    if (this.#closures.some(([first, last]) => first <= day && day <= last)) return false;
    const date = formatDay(day).slice(5);
    return !this.#yearly.some(([first, last]) =>
      first <= last ? first <= date && date <= last : first <= date || date <= last);
  }

  // The days-th working day after `day`; for 0 the day itself or the next working one.
  addWorkingDays(day, days) {
    let at = day;
    if (days <= 0) {
      while (!this.isWorkingDay(at)) at += 1;
      return at;
    }
    for (let left = days; left > 0;) {
      at += 1;
      if (this.isWorkingDay(at)) left -= 1;
    }
    return at;
  }
}

// "needed", "maybe" or "not". Without a condition: "needed".
export function evaluate(condition, answers) {
  if (condition === undefined) return 'needed';
  if (typeof condition === 'string') {
    if (!Object.hasOwn(answers, condition)) return 'maybe';
    return answers[condition] ? 'needed' : 'not';
  }
  const ranks = (parts) => parts.map((part) => RANK[evaluate(part, answers)]);
  if (condition.all) return NEEDS[Math.min(2, ...ranks(condition.all))];
  if (condition.any) return NEEDS[Math.max(0, ...ranks(condition.any))];
  return NEEDS[2 - RANK[evaluate(condition.not, answers)]];
}

// Unanswered questions that decide the condition, in the order of `questions`, others after them.
export function openQuestions(condition, questions, answers) {
  const open = new Set();
  const collect = (part) => {
    if (evaluate(part, answers) !== 'maybe') return;
    if (typeof part === 'string') open.add(part);
    else for (const inner of part.all ?? part.any ?? [part.not]) collect(inner);
  };
  collect(condition);
  const asked = questions.filter((question) => open.has(question));
  return [...asked, ...[...open].filter((question) => !asked.includes(question)).sort()];
}

// The answers that make a condition true or false, as few as prove it: [[question, answer]]. Empty for "maybe".
export function decidingAnswers(condition, answers) {
  const need = evaluate(condition, answers);
  if (condition === undefined || need === 'maybe') return [];
  if (typeof condition === 'string') return [[condition, answers[condition]]];
  const parts = condition.all ?? condition.any ?? [condition.not];
  const everyPart = condition.all ? need === 'needed' : need === 'not';
  const proof = condition.not || everyPart ? parts : [parts.find((part) => evaluate(part, answers) === need)];
  const seen = new Map(proof.filter(Boolean).flatMap((part) => decidingAnswers(part, answers)));
  return [...seen];
}

const nothingToApplyFor = ({ kind }) => ['obligation', 'guidance', 'information'].includes(kind);

// The longest time the service takes, as its sources put it; undefined when none says.
const longestTime = ({ processing = {} }) => processing.goal ?? processing.statutory ?? processing.apply_ahead;

const takesNoTime = (service) =>
  service.processing?.immediate === true || (nothingToApplyFor(service) && longestTime(service) === undefined);

function addMonths(day, months) {
  const { year, month, day: date } = civil(day);
  const first = dayOf(year, month + months, 1);
  const last = dayOf(year, month + months + 1, 1) - 1;
  return Math.min(first + date - 1, last);
}

function addPeriod(calendar, begin, [, max, unit]) {
  switch (unit) {
    case 'working days':
      return calendar.addWorkingDays(begin, max);
    case 'weeks':
      return calendar.addWorkingDays(begin + 7 * max, 0);
    case 'months':
      return calendar.addWorkingDays(addMonths(begin, max), 0);
    default:
      return calendar.addWorkingDays(begin + max, 0);
  }
}

// Steps by phase, not needed ones last; then, again and again, the first whose prerequisites have all been taken.
function orderSteps(steps) {
  const waiting = new Set(steps.filter(({ need }) => need !== 'not').map(({ service }) => service.id));
  const rest = [...steps].sort((a, b) => a.phase - b.phase || (a.need === 'not') - (b.need === 'not'));
  const ordered = [];
  const position = new Map();
  while (rest.length > 0) {
    const next = rest.findIndex(({ need, service }) =>
      need === 'not' || !(service.prerequisites ?? []).some((id) => waiting.has(id)));
    const [step] = rest.splice(next, 1);
    if (step.need !== 'not') {
      const before = (step.service.prerequisites ?? []).filter((id) => position.has(id));
      step.after = before.map((id) => position.get(id)).sort((a, b) => a - b);
      waiting.delete(step.service.id);
      position.set(step.service.id, ordered.length);
    }
    ordered.push(step);
  }
  return ordered;
}

function setDates(steps, calendar, start) {
  for (const step of steps) {
    const before = step.after.map((index) => steps[index]);
    step.begin = Math.max(start, ...before.map(({ inPlace }) => inPlace));
    step.inPlace = step.begin;
    const time = longestTime(step.service);
    const counts = step.need !== 'not' && !takesNoTime(step.service);
    step.unknownTime = counts && time === undefined;
    if (counts && time !== undefined) step.inPlace = addPeriod(calendar, step.begin, time);
    const known = !step.unknownTime && before.every(({ done }) => done !== null);
    step.done = known ? step.inPlace : null;
  }
}

// From the opening day backwards along the steps that follow each other without a day between.
function markCritical(steps, opening) {
  const onPath = new Set();
  for (let i = steps.length - 1; i >= 0; i -= 1) {
    const step = steps[i];
    if (step.need === 'needed' && step.inPlace === opening) onPath.add(i);
    if (!onPath.has(i)) continue;
    step.critical = !nothingToApplyFor(step.service) || !takesNoTime(step.service);
    for (const before of step.after) if (steps[before].inPlace === step.begin) onPath.add(before);
  }
}

// What a needed step adds to [fees known, fees unknown].
function feeOf(service) {
  const { kind, amount_minor: amount = 0, currency = 'DKK' } = service.fee ?? {};
  if (kind === 'free' || kind === 'recurring') return [0, 0];
  if (kind === 'fixed') return currency === 'DKK' ? [amount, 0] : [0, 1];
  return [0, kind === undefined && nothingToApplyFor(service) ? 0 : 1];
}

// Whether a package lists the service as something to make use of, not something to have.
export function isOffer({ kind, needed_if: condition }) {
  return (kind === 'guidance' || kind === 'information') && condition === undefined;
}

// Whether the opening day moves if the step takes longer than planned. What is done at once does not.
export function decides({ critical, unknownTime, begin, inPlace }) {
  return critical && (unknownTime || inPlace > begin);
}

// Whether the last steps have no known time, so that the opening comes some time after `earliestOpening`.
export function opensLater({ steps }) {
  return steps.some(({ critical, unknownTime }) => critical && unknownTime);
}

// The plan for a company that starts on the day `start`. A step is {service, phase, need, openQuestions, after, begin,
// done (null when unknown), inPlace (`done` with unknown times counted as none), unknownTime, critical}.
export function planPackage({ questions, phases, services }, calendar, answers, start) {
  const byId = new Map(services.map((service) => [service.id, service]));
  const all = phases.flatMap((ids, phase) => ids.map((id) => {
    const service = byId.get(id);
    const need = evaluate(service.needed_if, answers);
    const open = need === 'maybe' ? openQuestions(service.needed_if, questions, answers) : [];
    return { service, phase, need, openQuestions: open, after: [], critical: false };
  }));
  const steps = orderSteps(all);
  setDates(steps, calendar, start);
  const needed = steps.filter(({ need }) => need === 'needed');
  const inPlan = steps.filter(({ need }) => need !== 'not');
  const earliestOpening = Math.max(start, ...needed.map(({ inPlace }) => inPlace));
  markCritical(steps, earliestOpening);
  const fees = needed.map(({ service }) => feeOf(service));
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  return {
    steps,
    authorities: [...new Set(inPlan.map(({ service }) => service.authority))],
    needed: needed.filter(({ service }) => !isOffer(service)).length,
    maybe: inPlan.length - needed.length,
    not: steps.length - inPlan.length,
    knownFeesMinor: sum(fees.map(([known]) => known)),
    unknownFees: sum(fees.map(([, unknown]) => unknown)),
    unknownTimes: needed.filter(({ unknownTime }) => unknownTime).length,
    earliestOpening,
  };
}
