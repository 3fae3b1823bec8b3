// The permit plan as a picture; draws what sitegen/publish/plan_overview.cc draws. Texts are escaped here; `words` says
// {title, desc, opening, openingAll, tick(day)}.

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
  for (const word of text.split(' ').filter(Boolean)) {
    const last = lines.length - 1;
    if (last >= 0 && lengthOf(lines[last]) + 1 + lengthOf(word) <= letters) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

// What a plan that begins on `start` looks like; `authorities` are {id: {text, lang}}.
export function makeOverview(plan, start, authorities) {
  const inPlan = plan.steps.filter(({ need }) => need !== 'not');
  const opening = plan.earliestOpening - start;
  return {
    opening,
    openingAll: Math.max(opening, ...inPlan.map(({ inPlace }) => inPlace - start)),
    lanes: plan.authorities.map((id) => ({
      name: authorities[id],
      bars: inPlan
        .filter(({ service }) => service.authority === id)
        .map((step) => ({
          title: step.service.title,
          begin: step.begin - start,
          end: step.inPlace - start,
          unknown: step.unknownTime,
          maybe: step.need === 'maybe',
          critical: step.critical,
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

  const drawBar = (bar, y) => {
    const title = shorten(bar.title.text, layout.titleLetters);
    const left = bar.unknown ? Math.min(at(bar.begin), layout.right - UNKNOWN) : at(bar.begin);
    const right = bar.unknown ? left + UNKNOWN : Math.max(at(bar.end), left);
    const atEnd = left + lengthOf(title) * LETTER > layout.width;
    const classes = `overview__bar${bar.maybe ? ' overview__bar--maybe' : ''}${bar.unknown ? ' overview__bar--unknown' : ''}` +
      `${bar.critical ? ' overview__bar--critical' : ''}`;
    const mark = !bar.unknown && bar.end === bar.begin
      ? `<circle class="${classes}" cx="${left + BAR / 2}" cy="${y + 20 + BAR / 2}" r="${BAR / 2 - 1}"/>`
      : `<rect class="${classes}" x="${left}" y="${y + 20}" width="${Math.max(right - left, 6)}" height="${BAR}" rx="4"/>`;
    return `<text class="overview__what" x="${atEnd ? layout.width : left}" y="${y + 14}"` +
      `${atEnd ? ' text-anchor="end"' : ''}${language(bar.title)}>${escapeHtml(title)}</text>${mark}`;
  };

  let bottom = AXIS;
  let lanes = '';
  for (const lane of overview.lanes) {
    const name = wrap(lane.name.text, layout.authorityLetters);
    lanes += `<g class="overview__lane"><path d="M0 ${bottom}H${layout.width}"/><text class="overview__who" x="0" y="${
      bottom + PADDING - 4}"${language(lane.name)}>`;
    for (const line of name) lanes += `<tspan x="${layout.column ? 0 : layout.left}" dy="${LINE}">${escapeHtml(line)}</tspan>`;
    lanes += '</text>';
    let y = bottom + PADDING + (layout.column ? 0 : name.length * LINE + 4);
    for (const bar of lane.bars) {
      lanes += drawBar(bar, y);
      y += ROW;
    }
    lanes += '</g>';
    bottom = Math.max(y, layout.column ? bottom + PADDING + name.length * LINE : 0) + PADDING;
  }

  let axis = '';
  for (let day = 0; day <= days; day += step * 7) {
    const anchor = day === 0 ? 'start' : day === days ? 'end' : 'middle';
    axis += `<path d="M${at(day)} ${AXIS - 6}V${bottom}"/><text x="${at(day)}" y="${AXIS - 12}" text-anchor="${anchor}">${
      escapeHtml(words.tick(day))}</text>`;
  }

  const drawOpening = (classes, day, label, line) => {
    const x = at(day);
    const atEnd = x > layout.width / 2;
    return `<g class="${classes}"><path d="M${x} ${AXIS - 6}V${bottom + line * LINE}"/><text x="${atEnd ? x - 6 : x + 6}" y="${
      bottom + line * LINE - 2}"${atEnd ? ' text-anchor="end"' : ''}>${escapeHtml(label)}</text></g>`;
  };
  let opening = drawOpening('overview__opening', overview.opening, words.opening, 1);
  const two = overview.openingAll > overview.opening;
  if (two) opening += drawOpening('overview__opening overview__opening--all', overview.openingAll, words.openingAll, 2);

  const id = `overview_${size}`;
  return `<svg class="overview overview--${size}" viewBox="0 0 ${layout.width} ${bottom + (two ? 2 : 1) * LINE + 6}" role="img" ` +
    `aria-labelledby="${id}_title ${id}_desc"><title id="${id}_title">${escapeHtml(words.title)}</title><desc id="${id}_desc">${
      escapeHtml(words.desc)}</desc><g class="overview__axis">${axis}</g>${lanes}${opening}</svg>`;
}
