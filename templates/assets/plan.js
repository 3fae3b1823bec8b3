// The package page's plan: takes the visitor's answers and start date and shows at once what they mean. The address
// holds the answers, so that it can be passed on. Without this script the page shows the plan with nothing answered.
import { WorkingCalendar, decides, decidingAnswers, formatDay, isOffer, opensLater, parseDay, planPackage } from './permit_plan.js';
import { drawOverview, makeOverview } from './plan_overview.js';
import { toCalendar, toChecklist } from './plan_export.js';

const MS_A_DAY = 86400000;
const put = (text, ...values) => text.replace(/\$(\d)/g, (_, number) => values[number] ?? '');
const beginLarge = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const today = () => {
  const now = new Date();
  return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / MS_A_DAY;
};

function element(name, text = '', className = '') {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

// A piece of content, marked when it is in another language than the page.
function content(name, { text, lang }) {
  const made = element(name, text);
  if (lang) made.lang = lang;
  return made;
}

function serviceLink(service) {
  const link = content('a', service.title);
  link.href = service.href;
  return link;
}

// Ticks that the visitor has asked the browser to keep, by package. A browser may refuse to keep anything.
class TickStore {
  #key;
  constructor(id) {
    this.#key = `indgang-plan-${id}`;
  }
  // null when the visitor has not asked.
  load() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.#key));
      return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : null;
    } catch {
      return null;
    }
  }
  save(ticks) {
    try {
      localStorage.setItem(this.#key, JSON.stringify([...ticks]));
      return true;
    } catch {
      return false;
    }
  }
  forget() {
    try {
      localStorage.removeItem(this.#key);
    } catch {
      // Nothing was kept.
    }
  }
}

class Planner {
  #root;
  #data;
  #calendar;
  #store;
  #ticks;
  #rows;
  #answers = {};
  // The chosen start; null means today.
  #start = null;
  #plan;
  #overview;
  #language = document.documentElement.lang === 'en' ? 'en-GB' : 'da-DK';
  #changed = false;

  constructor(root, data) {
    this.#root = root;
    this.#data = data;
    this.#calendar = new WorkingCalendar(data.calendar);
    this.#store = new TickStore(data.package);
    const kept = this.#store.load();
    this.#ticks = new Set(kept ?? []);
    this.#rows = new Map([...document.querySelectorAll('tr[data-service]')].map((row) => [row.dataset.service, row]));
    this.#addTickBoxes();
    this.#find('#plan_remember').checked = kept !== null;
    this.#find('[data-plan-forget]').hidden = kept === null;
    this.#readAddress();
    this.#listen();
    for (const part of root.querySelectorAll('[data-plan-part]')) part.hidden = false;
    const plain = this.#find('[data-plan-plain]');
    if (plain) plain.hidden = true;
    this.#update();
  }

  #find(selector) {
    return this.#root.querySelector(selector);
  }

  #listen() {
    this.#root.addEventListener('change', ({ target }) => {
      if (target.type === 'radio') this.#answer(target.name, target.value);
      else if (target.id === 'plan_start') this.#start = parseDay(target.value);
      else if (target.id === 'plan_remember') return target.checked ? this.#remember() : this.#forget();
      else return undefined;
      this.#changed = true;
      this.#writeAddress();
      return this.#update();
    });
    this.#find('[data-plan-clear]')?.addEventListener('click', () => {
      this.#answers = {};
      this.#showAnswers();
      this.#changed = true;
      this.#writeAddress();
      this.#update();
    });
    this.#find('[data-plan-copy]').addEventListener('click', () => this.#copy());
    this.#find('[data-plan-print]').addEventListener('click', () => window.print());
    this.#find('[data-plan-calendar]').addEventListener('click', () =>
      this.#save('ics', 'text/calendar', toCalendar(this.#data, this.#plan, window.location.origin, new Date())));
    this.#find('[data-plan-checklist]').addEventListener('click', () =>
      this.#save('txt', 'text/plain', toChecklist(this.#data, this.#plan, this.#begin(), this.#opening(), this.#ticks, window.location.href,
        (day) => this.#date(day))));
    this.#find('[data-plan-forget]').addEventListener('click', () => {
      this.#forget();
      this.#find('#plan_remember').focus();
    });
    window.addEventListener('popstate', () => {
      this.#readAddress();
      this.#update();
    });
  }

  #begin() {
    return this.#start ?? today();
  }

  #answer(question, value) {
    if (value === '') delete this.#answers[question];
    else this.#answers[question] = value === 'yes';
  }

  // What is not an answer to a question of this package, or not a day, is passed over.
  #readAddress() {
    const query = new URLSearchParams(window.location.search);
    this.#answers = {};
    for (const question of this.#data.questions) {
      const value = query.get(question);
      if (value === 'yes' || value === 'no') this.#answers[question] = value === 'yes';
    }
    this.#start = parseDay(query.get('start'));
    this.#showAnswers();
    this.#linkLanguages();
  }

  #showAnswers() {
    for (const question of this.#data.questions) {
      const answer = this.#answers[question];
      const value = answer === undefined ? 'unknown' : answer ? 'yes' : 'no';
      this.#root.querySelector(`#${CSS.escape(`${question}_${value}`)}`).checked = true;
    }
    this.#find('#plan_start').value = formatDay(this.#begin());
  }

  #writeAddress() {
    const query = new URLSearchParams();
    for (const question of this.#data.questions) {
      if (question in this.#answers) query.set(question, this.#answers[question] ? 'yes' : 'no');
    }
    if (this.#start !== null) query.set('start', formatDay(this.#start));
    const search = query.toString();
    window.history.replaceState(null, '', `${window.location.pathname}${search ? `?${search}` : ''}`);
    this.#linkLanguages();
  }

  // The page in the other language keeps the answers.
  #linkLanguages() {
    const link = document.querySelector('.language-link');
    if (link) link.href = `${link.getAttribute('href').split('?')[0]}${window.location.search}`;
  }

  #update() {
    const start = this.#begin();
    this.#plan = planPackage(this.#data, this.#calendar, this.#answers, start);
    this.#overview = makeOverview(this.#plan, start, this.#data.authorities);
    this.#showFigures(start);
    this.#showFirst(start);
    this.#showRows();
    this.#showOverview(start);
    this.#showProgress();
    const { needed, maybe, not } = this.#plan;
    const bar = this.#find('[data-plan-bar]');
    if (bar) bar.textContent = put(this.#data.words.bar, needed, maybe, this.#opening());
    if (!this.#changed) return;
    this.#find('[data-plan-summary]').textContent =
      put(this.#data.words.summary, needed, maybe, not, this.#opening());
  }

  // The opening day as far as it is known: "after" a day when the last steps have no known time, two days while open
  // questions decide.
  #opening() {
    const { words } = this.#data;
    const { steps, earliestOpening } = this.#plan;
    const nothingKnown = this.#overview.openingAll === 0 && steps.some(({ unknownTime }) => unknownTime);
    if (opensLater(this.#plan) || nothingKnown) {
      return earliestOpening > this.#begin() ? put(words.opening_after, this.#date(earliestOpening)) : words.opening_unknown;
    }
    const latest = this.#begin() + this.#overview.openingAll;
    if (latest === earliestOpening) return this.#date(earliestOpening);
    return put(words.opening_range, this.#date(earliestOpening), this.#date(latest));
  }

  #date(day, options = { day: 'numeric', month: 'long', year: 'numeric' }) {
    return new Intl.DateTimeFormat(this.#language, { ...options, timeZone: 'UTC' }).format(day * MS_A_DAY);
  }

  #count(key, number) {
    return put(this.#data.words[`${key}_${number === 1 ? 'one' : 'many'}`], number);
  }

  #figure(name, value, note = '') {
    const figure = this.#find(`[data-figure="${name}"]`);
    figure.replaceChildren(element('strong', String(value)));
    if (note) figure.append(element('span', note));
  }

  #showFigures(start) {
    const { words } = this.#data;
    const plan = this.#plan;
    const overview = this.#overview;
    const notes = [];
    if (overview.openingAll > overview.opening) notes.push(put(words.opening_all, this.#date(start + overview.openingAll)));
    if (plan.unknownTimes > 0) notes.push(this.#count('times_unknown', plan.unknownTimes));
    this.#figure('opening', beginLarge(this.#opening()), beginLarge(notes.join('; ')));
    this.#figure('needed', plan.needed);
    this.#figure('maybe', plan.maybe);
    this.#figure('authorities', overview.lanes.length);
    const crowns = plan.knownFeesMinor / 100;
    const decimals = Number.isInteger(crowns) ? 0 : 2;
    const number = new Intl.NumberFormat(this.#language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    const noneKnown = crowns === 0 && plan.unknownFees > 0;
    this.#figure('fees', noneKnown ? words.fees_none : put(words.amount, number.format(crowns)),
      plan.unknownFees > 0 ? this.#count('fees_unknown', plan.unknownFees) : '');
  }

  // Needed steps that nothing holds up, offers only when their time counts: what decides the opening day first, then what takes longest or nobody knows.
  #showFirst(start) {
    const weight = (step) => (decides(step) ? 1e6 : 0) + (step.unknownTime ? 1e5 : step.inPlace - step.begin);
    const ready = this.#plan.steps.filter((step) =>
      step.need === 'needed' && step.begin === start && !this.#ticks.has(step.service.id) && step.after.length === 0 &&
      step.service.kind !== 'obligation' && !(isOffer(step.service) && step.inPlace === step.begin));
    ready.sort((a, b) => weight(b) - weight(a));
    const box = this.#find('[data-plan-first]');
    box.hidden = ready.length === 0;
    box.querySelector('ol').replaceChildren(...ready.slice(0, 3).map(({ service }) => {
      const item = element('li');
      item.append(serviceLink(service), ' – ', content('span', this.#data.authorities[service.authority]));
      return item;
    }));
  }

  #quoted(answers) {
    const { words } = this.#data;
    return answers
      .map(([question, yes]) => put(yes ? words.question_yes : words.question_no, this.#data.question_texts[question]))
      .join(` ${words.and} `);
  }

  // "Yes, because you answered yes to …".
  #reason(step) {
    const { words } = this.#data;
    if (step.service.needed_if === undefined) return ['', step.service.without_question];
    if (step.need === 'maybe') {
      const open = step.openQuestions.map((id) => put(words.quote, this.#data.question_texts[id]));
      return [words.maybe, put(words.decides, open.join(', '))];
    }
    return [words[step.need], put(words.because, this.#quoted(decidingAnswers(step.service.needed_if, this.#answers)))];
  }

  #showRows() {
    const { words } = this.#data;
    this.#plan.steps.forEach((step, index) => {
      const row = this.#rows.get(step.service.id);
      row.classList.remove('is-needed', 'is-maybe', 'is-not');
      row.classList.add(`is-${step.need}`);
      row.querySelector('.permits__number').textContent = index + 1;
      const [verdict, reason] = this.#reason(step);
      const need = row.querySelector('.permits__need');
      need.replaceChildren(element('strong', verdict || reason));
      if (verdict) need.append(element('span', reason, 'permits__reason'));
      const time = row.querySelector('.permits__time');
      time.replaceChildren(step.service.time);
      if (step.after.length > 0) {
        const before = step.after.map((at) => this.#plan.steps[at].service.title.text);
        time.append(element('span', put(words.step_after, before.join(', ')), 'permits__dates'));
      }
      // No date for what waits for a step that may take any time.
      const waits = step.after.some((at) => this.#plan.steps[at].done === null);
      if (step.need !== 'not' && !waits) time.append(element('span', this.#dates(step), 'permits__dates'));
      if (decides(step)) time.append(element('span', words.critical, 'permits__critical'));
      // In the plan's order, which puts what is not needed last in its phase.
      row.parentNode.append(row);
    });
  }

  #dates({ begin, done }) {
    const { words } = this.#data;
    const short = (day) => this.#date(day, { day: 'numeric', month: 'short', year: 'numeric' });
    if (done === null || done === begin) return put(words.begin, short(begin));
    return put(words.dates, short(begin), short(done));
  }

  #showOverview(start) {
    const { words } = this.#data;
    const overview = this.#overview;
    const openingDay = this.#date(this.#plan.earliestOpening, { day: 'numeric', month: 'short' });
    const texts = {
      title: words.overview_title,
      desc: words.overview_desc,
      opening: `${words.overview_opening} ${opensLater(this.#plan) ? put(words.opening_after, openingDay) : openingDay}`,
      openingAll: words.overview_opening_all,
      tick: (day) => this.#date(start + day, { day: 'numeric', month: 'short' }),
    };
    for (const box of document.querySelectorAll('[data-overview]')) {
      box.innerHTML = drawOverview(overview, box.dataset.overview, texts);
    }
    const rows = overview.lanes.flatMap(({ name, bars }) => bars.map(({ title, time, begin }) => {
      const row = element('tr');
      const what = content('th', title);
      what.scope = 'row';
      row.append(content('td', name), what, element('td', this.#date(start + begin)), element('td', time));
      return row;
    }));
    document.querySelector('[data-overview-rows]').replaceChildren(...rows);
  }

  #addTickBoxes() {
    for (const service of this.#data.services) {
      const box = element('input');
      box.type = 'checkbox';
      box.id = `done_${service.id}`;
      box.checked = this.#ticks.has(service.id);
      const label = element('label');
      label.htmlFor = box.id;
      label.append(this.#data.words.done, element('span', `: ${service.title.text}`, 'sr-only'));
      const tick = element('span', '', 'permits__tick');
      tick.append(box, label);
      const row = this.#rows.get(service.id);
      row.querySelector('.permits__what').append(tick);
      row.classList.toggle('is-done', box.checked);
      box.addEventListener('change', () => {
        if (box.checked) this.#ticks.add(service.id);
        else this.#ticks.delete(service.id);
        row.classList.toggle('is-done', box.checked);
        if (this.#find('#plan_remember').checked) this.#store.save(this.#ticks);
        this.#showFirst(this.#begin());
        this.#showProgress();
      });
    }
  }

  #showProgress() {
    const inPlan = this.#plan.steps.filter(({ need }) => need !== 'not');
    const done = inPlan.filter(({ service }) => this.#ticks.has(service.id));
    this.#find('[data-plan-progress]').textContent = put(this.#data.words.progress, done.length, inPlan.length);
  }

  #say(text) {
    this.#find('[data-plan-status]').textContent = text;
  }

  #remember() {
    const kept = this.#store.save(this.#ticks);
    this.#find('#plan_remember').checked = kept;
    this.#find('[data-plan-forget]').hidden = !kept;
    this.#say(kept ? this.#data.words.remembered : this.#data.words.not_kept);
  }

  // The ticks stay on the page; only the browser forgets them.
  #forget() {
    this.#store.forget();
    this.#find('#plan_remember').checked = false;
    this.#find('[data-plan-forget]').hidden = true;
    this.#say(this.#data.words.forgotten);
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(window.location.href);
      this.#say(this.#data.words.copied);
    } catch {
      this.#say(this.#data.words.copy_failed);
    }
  }

  #save(ending, type, text) {
    const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    const link = element('a');
    link.href = address;
    link.download = `${this.#data.package}-${this.#data.words.file}.${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }
}

const root = document.querySelector('[data-plan]');
// Without the data the page stays as it is: complete, with nothing answered.
const answer = root && await fetch(root.dataset.plan).catch(() => null);
if (answer?.ok) new Planner(root, await answer.json());
