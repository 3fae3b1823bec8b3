// A permit plan as files to keep: dates for a calendar and a checklist. Texts come from the page's data; nothing here
// touches the page.
import { formatDay, opensLater } from './permit_plan.js';

const put = (text, ...values) => text.replace(/\$(\d)/g, (_, number) => values[number] ?? '');

const escapeCalendar = (text) => text.replace(/[\\;,]/g, (c) => `\\${c}`).replace(/\r?\n/g, '\\n');

// Lines of at most 75 bytes, as RFC 5545 wants, never broken inside a letter.
function fold(line) {
  const encoder = new TextEncoder();
  const lines = [];
  let current = '';
  let bytes = 0;
  for (const letter of line) {
    const size = encoder.encode(letter).length;
    if (bytes + size > 75) {
      lines.push(current);
      current = ' ';
      bytes = 1;
    }
    current += letter;
    bytes += size;
  }
  return [...lines, current].join('\r\n');
}

// All-day events: when each needed step can begin, when its answer is expected, and the earliest opening if it
// is a day. `data` is the
// page's data, `origin` the site's scheme and host, `now` the moment it is made (a Date).
export function toCalendar(data, plan, origin, now) {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const host = new URL(origin).host;
  const { words } = data;
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Indgang//Permit plan//EN', 'CALSCALE:GREGORIAN'];
  const date = (day) => formatDay(day).replaceAll('-', '');
  const event = (id, day, title, details, url) => {
    lines.push('BEGIN:VEVENT', `UID:${data.package}-${id}@${host}`, `DTSTAMP:${stamp}`, `DTSTART;VALUE=DATE:${date(day)}`,
      `DTEND;VALUE=DATE:${date(day + 1)}`, 'TRANSP:TRANSPARENT', `SUMMARY:${escapeCalendar(title)}`,
      `DESCRIPTION:${escapeCalendar(details)}`, ...(url ? [`URL:${url}`] : []), 'END:VEVENT');
  };
  for (const { service, need, begin, done } of plan.steps) {
    if (need !== 'needed') continue;
    const details = `${data.authorities[service.authority].text}\n${service.time}\n${service.cost}`;
    event(`${service.id}-begin`, begin, put(words.ics_begin, service.title.text), details, origin + service.href);
    if (done !== null && done > begin) {
      event(`${service.id}-answer`, done, put(words.ics_answer, service.title.text), details, origin + service.href);
    }
  }
  if (!opensLater(plan)) event('opening', plan.earliestOpening, put(words.ics_opening, data.title.text), data.title.text);
  lines.push('END:VCALENDAR');
  return `${lines.map(fold).join('\r\n')}\r\n`;
}

// Plain text with a box for each step that is needed or may be, by phase. `opening` says when, `ticks` are the ids that are done, `link` the
// page's address with the answers, `formatDate(day)` writes a day in the page's language.
export function toChecklist(data, plan, start, opening, ticks, link, formatDate) {
  const { words } = data;
  const lines = [data.title.text, '='.repeat([...data.title.text].length), '', put(words.list_start, formatDate(start)),
    put(words.list_opening, opening), link];
  data.phase_titles.forEach((title, phase) => {
    const steps = plan.steps.filter((step) => step.phase === phase && step.need !== 'not');
    lines.push('', title, '-'.repeat([...title].length), '');
    if (steps.length === 0) lines.push(words.list_none);
    for (const { service, need } of steps) {
      const maybe = need === 'maybe' ? ` (${words.list_maybe})` : '';
      lines.push(`[${ticks.has(service.id) ? 'x' : ' '}] ${service.title.text}${maybe}`,
        `    ${data.authorities[service.authority].text} · ${service.time} · ${service.cost}`,
        `    ${new URL(service.href, link).href}`);
    }
  });
  return `${lines.join('\n')}\n`;
}
