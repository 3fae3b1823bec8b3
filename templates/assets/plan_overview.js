// The permit plan as a picture; draws what sitegen/publish/plan_overview.cc draws. Texts are escaped here; `words` says
// {title, desc, opening, openingAll, tick(day)}.
import { decides, isOffer } from './permit_plan.js';

const LAYOUTS = {
  wide: { width: 1100, left: 290, right: 1088, column: true, maxTicks: 10, authorityLetters: 32, titleLetters: 90 },
  narrow: { width: 360, left: 8, right: 352, column: false, maxTicks: 4, authorityLetters: 42, titleLetters: 46 },
};
const AXIS = 30;
const ROW = 44;
const BAR = 16;
const LINE = 20;
const PADDING = 10;
const UNKNOWN = 56;
const LETTER = 7;
const TITLE_LINE = 17;

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text) => String(text).replace(/[&<>"']/g, (c) => ENTITIES[c]);

const whole = Math.floor;
const lengthOf = (text) => [...text].length;
const language = ({ lang }) => (lang ? ` lang="${escapeHtml(lang)}"` : '');

function shorten(text, letters) {
  const all = [...text];
  return all.length <= letters ? text : `${all.slice(0, letters).join('')}…`;
}

function wrap(text, letters) {
  const lines = [];
  for (const word of text.split(' ').filter(Boolean).map((each) => shorten(each, letters))) {
    const last = lines.length - 1;
    if (last >= 0 && lengthOf(lines[last]) + 1 + lengthOf(word) <= letters) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

// What a plan that begins on `start` looks like; `authorities` are {id: {text, lang}}. Offers that take no time are left
// out: they stand in no order and hold up nothing.
export function makeOverview(plan, start, authorities) {
  const inPlan = plan.steps.filter(({ need, service, begin, inPlace }) =>
    need !== 'not' && !(isOffer(service) && inPlace === begin));
  const opening = plan.earliestOpening - start;
  return {
    opening,
    openingAll: Math.max(opening, ...inPlan.map(({ inPlace }) => inPlace - start)),
    lanes: plan.authorities.filter((id) => inPlan.some(({ service }) => service.authority === id)).map((id) => ({
      name: authorities[id],
      bars: inPlan
        .filter(({ service }) => service.authority === id)
        .map((step) => ({
          title: step.service.title,
          time: step.service.time,
          begin: step.begin - start,
          end: step.inPlace - start,
          unknown: step.unknownTime,
          maybe: step.need === 'maybe',
          critical: decides(step),
        })),
    })),
  };
}

export function drawOverview(overview, size, words) {
  const layout = LAYOUTS[size];
  const weeks = Math.max(4, whole((overview.openingAll + 6) / 7));
  const step = [1, 2, 4, 8, 13, 26, 52].find((each) => weeks <= each * layout.maxTicks) ?? 104;
  const days = Math.ceil(weeks / step) * step * 7;
  const at = (day) => layout.left + whole((2 * day * (layout.right - layout.left) + days) / (2 * days));

  let lanes = '';
  // Draws a title, on as many lines as it takes, and its bar; returns where the next one begins.
  const drawBar = (bar, top) => {
    const title = wrap(bar.title.text, layout.titleLetters);
    const left = bar.unknown ? Math.min(at(bar.begin), layout.right - UNKNOWN) : at(bar.begin);
    const right = bar.unknown ? left + UNKNOWN : Math.max(at(bar.end), left);
    const atEnd = left + Math.max(0, ...title.map(lengthOf)) * LETTER > layout.width;
    title.forEach((line, i) => {
      lanes += `<text class="overview__what" x="${atEnd ? layout.width : left}" y="${top + i * TITLE_LINE + 14}"` +
        `${atEnd ? ' text-anchor="end"' : ''}${language(bar.title)}>${escapeHtml(line)}</text>`;
    });
    const y = top + Math.max(0, title.length - 1) * TITLE_LINE;
    const classes = `overview__bar${bar.maybe ? ' overview__bar--maybe' : ''}${bar.unknown ? ' overview__bar--unknown' : ''}` +
      `${bar.critical ? ' overview__bar--critical' : ''}`;
    lanes += !bar.unknown && bar.end === bar.begin
      ? `<circle class="${classes}" cx="${left + BAR / 2}" cy="${y + 20 + BAR / 2}" r="${BAR / 2 - 1}"/>`
      : `<rect class="${classes}" x="${left}" y="${y + 20}" width="${Math.max(right - left, 6)}" height="${BAR}" rx="4"/>`;
    return y + ROW;
  };

  // A day of opening that is the day of the start says nothing.
  const openings = [];
  if (overview.opening > 0) openings.push({ classes: 'overview__opening', day: overview.opening, label: words.opening });
  if (overview.openingAll > overview.opening) {
    openings.push({ classes: 'overview__opening overview__opening--all', day: overview.openingAll, label: words.openingAll });
  }
  let bottom = AXIS + openings.length * LINE;
  for (const lane of overview.lanes) {
    const name = wrap(lane.name.text, layout.authorityLetters);
    lanes += `<g class="overview__lane"><path d="M0 ${bottom}H${layout.width}"/><text class="overview__who" x="0" y="${
      bottom + PADDING - 4}"${language(lane.name)}>`;
    for (const line of name) lanes += `<tspan x="${layout.column ? 0 : layout.left}" dy="${LINE}">${escapeHtml(line)}</tspan>`;
    lanes += '</text>';
    let y = bottom + PADDING + (layout.column ? 0 : name.length * LINE + 4);
    for (const bar of lane.bars) y = drawBar(bar, y);
    lanes += '</g>';
    bottom = Math.max(y, layout.column ? bottom + PADDING + name.length * LINE : 0) + PADDING;
  }

  let axis = '';
  for (let day = 0; day <= days; day += step * 7) {
    const anchor = day === 0 ? 'start' : day === days ? 'end' : 'middle';
    axis += `<path d="M${at(day)} ${AXIS - 6}V${bottom}"/><text x="${at(day)}" y="${AXIS - 12}" text-anchor="${anchor}">${
      escapeHtml(words.tick(day))}</text>`;
  }

  // Lines lie below the texts of the lanes, their labels above everything.
  let lines = '';
  let labels = '';
  openings.forEach(({ classes, day, label }, i) => {
    const x = at(day);
    const atEnd = x > layout.width / 2;
    lines += `<g class="${classes}"><path d="M${x} ${AXIS - 6}V${bottom}"/></g>`;
    labels += `<g class="${classes}"><text x="${atEnd ? x - 6 : x + 6}" y="${AXIS - 4 + (i + 1) * LINE}"` +
      `${atEnd ? ' text-anchor="end"' : ''}>${escapeHtml(label)}</text></g>`;
  });

  const id = `overview_${size}`;
  return `<svg class="overview overview--${size}" viewBox="0 0 ${layout.width} ${bottom + 6}" role="img" ` +
    `aria-labelledby="${id}_title ${id}_desc"><title id="${id}_title">${escapeHtml(words.title)}</title><desc id="${id}_desc">${
      escapeHtml(words.desc)}</desc><g class="overview__axis">${axis}</g>${lines}${lanes}${labels}</svg>`;
}
