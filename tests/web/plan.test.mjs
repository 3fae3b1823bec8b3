// The plan on a package's page: what answers mean, by mouse and by keyboard, as links, files and ticks, and without
// script.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { WorkingCalendar, formatDay, parseDay, planPackage } from '../../templates/assets/permit_plan.js';
import { drawOverview, makeOverview } from '../../templates/assets/plan_overview.js';
import { buildSite, openBrowser, openPage, screenshotFolder, serve, untilScripted, widths } from './site_under_test.mjs';

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const cafe = '/packages/cafe-and-restaurant/';
const answered = '?premises-approved=no&will-rebuild=no&serves-food=yes&serves-alcohol=yes&serves-outdoors=yes&start=2027-01-11';

let site, server, browser;

before(async () => {
  site = buildSite();
  server = await serve(site.out);
  browser = await openBrowser();
  fs.mkdirSync(screenshotFolder, { recursive: true });
});
after(async () => {
  await browser?.close();
  await server?.stop();
  site?.remove();
});

// Opens a page and waits until its plan is there.
async function openPlan(address, options = {}) {
  const opened = await openPage(browser, server.origin, { viewport: { width: 1280, height: 900 }, locale: 'da-DK', ...options });
  await opened.page.goto(server.origin + address);
  await opened.page.locator('.plan-result').waitFor();
  return opened;
}

const figure = (page, name) => page.locator(`[data-figure="${name}"]`).innerText();
const row = (page, id) => page.locator(`tr[data-service="${id}"]`);
const need = async (page, id) => (await row(page, id).locator('.permits__need').innerText()).replace(/\s+/g, ' ');
const choice = (page, question, value) => page.locator(`#${question}_${value}`);

// What the page's own data says, planned by the module that the shared vectors hold.
async function planned(page, answers, start) {
  const data = JSON.parse(fs.readFileSync(path.join(site.folder, await page.locator('[data-plan]').getAttribute('data-plan')), 'utf8'));
  return { data, plan: planPackage(data, new WorkingCalendar(data.calendar), answers, parseDay(start)) };
}

test('answers by mouse and keyboard change the plan at once, and the address keeps them', async () => {
  const { page, troubles, close } = await openPlan(`${cafe}?start=2027-01-11`);
  assert.equal(await need(page, 'alcohol-licence'), 'Måske. Svar på »Vil du servere drikke med 2,8 procent alkohol eller mere?«');
  assert.equal(await need(page, 'cvr-registration'), 'Altid');
  assert.equal(await need(page, 'location-check'), 'Anbefales');
  const maybe = Number(await figure(page, 'maybe'));

  await choice(page, 'serves-alcohol', 'yes').check();
  assert.equal(await need(page, 'alcohol-licence'), 'Ja, fordi du svarede ja til »Vil du servere drikke med 2,8 procent alkohol eller mere?«');
  assert.equal(Number(await figure(page, 'maybe')), maybe - 1);
  assert.match(await page.locator('[data-plan-summary]').textContent(), /^Du skal have 3, måske \d+, og 0 gælder ikke dig\. Tidligst åbning: /);

  // From "don't know" two steps back to "yes", one on to "no".
  await choice(page, 'premises-approved', 'unknown').focus();
  await page.keyboard.press('ArrowLeft');
  assert.equal(await need(page, 'change-of-use'), 'Ja, fordi du svarede nej til »Er lokalerne allerede godkendt til det, du vil bruge dem til?«');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await need(page, 'change-of-use'), 'Nej, fordi du svarede ja til »Er lokalerne allerede godkendt til det, du vil bruge dem til?«');
  assert.equal(new URL(page.url()).search, '?premises-approved=yes&serves-alcohol=yes&start=2027-01-11');

  // What is not needed stands last in its phase, and no longer in the drawing.
  const phase = page.locator('table.permits').filter({ has: row(page, 'change-of-use') });
  assert.equal(await phase.locator('tbody tr').last().getAttribute('data-service'), 'change-of-use');
  assert.ok(!(await page.locator('[data-overview="wide"]').textContent()).includes('Ændret anvendelse'));

  await page.getByRole('button', { name: 'Ryd svarene' }).press('Enter');
  assert.equal(new URL(page.url()).search, '?start=2027-01-11');
  assert.equal(Number(await figure(page, 'maybe')), maybe);
  await close();
  assert.deepEqual(troubles, []);
});

test('the opening day follows the working calendar, and the path to it is marked', async () => {
  const { page, troubles, close } = await openPlan(cafe + answered);
  // Five working days from Monday 11 January, then eight weeks: Monday 15 March 2027.
  assert.match(await figure(page, 'opening'), /^15\. marts 2027/);
  assert.match(await row(page, 'location-check').innerText(), /11\. jan\. 2027 til 18\. jan\. 2027[\s\S]*Afgør åbningsdagen/);
  assert.match(await row(page, 'change-of-use').innerText(), /18\. jan\. 2027 til 15\. mar(ts|\.) 2027[\s\S]*Afgør åbningsdagen/);
  assert.doesNotMatch(await row(page, 'alcohol-licence').innerText(), /Afgør åbningsdagen/);
  assert.match(await page.locator('.plan-first li').first().innerText(), /^Tjek af adressen/);

  const { plan } = await planned(page, { 'premises-approved': false, 'will-rebuild': false, 'serves-food': true,
    'serves-alcohol': true, 'serves-outdoors': true }, '2027-01-11');
  assert.equal(await figure(page, 'needed'), String(plan.needed));
  assert.equal(await figure(page, 'maybe'), String(plan.maybe));
  assert.equal(await figure(page, 'authorities'), String(plan.authorities.length));
  assert.equal(plan.knownFeesMinor, 0);
  assert.equal((await figure(page, 'fees')).replace(/\s+/g, ' '), `Ingen oplyst ${plan.unknownFees} trin uden kendt pris`);
  assert.match(await row(page, 'change-of-use').innerText(), /Efter: Tjek af adressen/);
  assert.match(await page.locator('[data-overview="wide"]').textContent(), /Tidligst åbning 15\. mar/);

  await page.locator('#plan_start').fill('2026-12-21');
  // Over Christmas and New Year the five working days end on 4 January at the earliest; then eight weeks.
  const later = await planned(page, { 'premises-approved': false, 'will-rebuild': false, 'serves-food': true,
    'serves-alcohol': true, 'serves-outdoors': true }, '2026-12-21');
  const shown = new Intl.DateTimeFormat('da-DK', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
    .format(new Date(formatDay(later.plan.earliestOpening)));
  assert.ok((await figure(page, 'opening')).startsWith(shown), `${await figure(page, 'opening')} is not ${shown}`);
  assert.equal(new URL(page.url()).searchParams.get('start'), '2026-12-21');
  await close();
  assert.deepEqual(troubles, []);
});

test('an opening day is only promised as far as the times are known', async () => {
  // Open questions decide between two days.
  const open = await openPlan(`${cafe}?start=2027-01-11`);
  assert.match(await figure(open.page, 'opening'), /^18\. januar 2027 til 15\. marts 2027/);
  await open.close();
  // What comes last has no known time: some day after the one that is known, or none at all.
  const later = await openPlan('/packages/car-repair-shop/?start=2027-01-11&premises-approved=yes&will-rebuild=no');
  assert.match(await figure(later.page, 'opening'), /^Efter 18\. januar 2027/);
  const list = await download(later.page, 'Hent tjekliste (.txt)');
  assert.match(list.text, /\nTidligst åbning: efter 18\. januar 2027\n/);
  assert.doesNotMatch((await download(later.page, 'Hent datoer (.ics)')).text, /-opening@/);
  await later.close();
  const unknown = await openPlan('/packages/food-truck/?start=2027-01-11&is-mobile=yes');
  assert.match(await figure(unknown.page, 'opening'), /^Kan ikke siges endnu/);
  assert.equal(await unknown.page.locator('[data-overview="wide"] .overview__opening').count(), 0);
  await unknown.close();
  const nothing = await openPlan('/packages/hr/');
  assert.match(await figure(nothing.page, 'opening'), /^Kan ikke siges endnu/);
  await nothing.close();
});

test('offers stand in the list, but neither in the drawing nor among what to begin with', async () => {
  const { page, troubles, close } = await openPlan('/packages/hr/?has-employees=yes');
  assert.equal(await need(page, 'wage-subsidy'), 'Tilbud');
  assert.doesNotMatch(await page.locator('[data-overview="wide"]').textContent(), /løntilskud/);
  assert.equal(await figure(page, 'authorities'), '2');
  assert.equal(await page.locator('.plan-first li').count(), 1);
  await close();
  assert.deepEqual(troubles, []);
});

test('a link keeps the answers, in the other language too, and passes over what is no answer', async () => {
  const { page, troubles, close } = await openPlan(`${cafe}${answered}&open-after-two=perhaps&nonsense=yes`);
  for (const [question, value] of [['premises-approved', 'no'], ['serves-alcohol', 'yes'], ['open-after-two', 'unknown']]) {
    assert.ok(await choice(page, question, value).isChecked(), question);
  }
  assert.equal(await page.locator('#plan_start').inputValue(), '2027-01-11');
  const needed = await figure(page, 'needed');
  await page.reload();
  await page.locator('.plan-result').waitFor();
  assert.equal(await figure(page, 'needed'), needed);
  await page.getByRole('link', { name: 'English' }).click();
  await page.waitForURL((url) => url.pathname === `/en${cafe}`);
  await page.locator('.plan-result').waitFor();
  assert.equal(await figure(page, 'needed'), needed);
  assert.match(await figure(page, 'opening'), /^15 March 2027/);
  assert.match(await need(page, 'change-of-use'), /^Yes, because you answered no to “/);
  await close();
  assert.deepEqual(troubles, []);
});

test('the link can be copied, and says so', async () => {
  const { page, close } = await openPlan(cafe + answered, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.getByRole('button', { name: 'Kopiér link' }).click();
  await page.locator('[data-plan-status]:not(:empty)').waitFor();
  assert.equal(await page.locator('[data-plan-status]').innerText(), 'Linket er kopieret. Det husker dine svar.');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url());
  await close();
});

async function download(page, button) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()]);
  return { name: file.suggestedFilename(), text: fs.readFileSync(await file.path(), 'utf8') };
}

test('dates and checklist can be taken along', async () => {
  const { page, troubles, close } = await openPlan(cafe + answered);
  await row(page, 'cvr-registration').getByRole('checkbox', { name: /^Klaret/ }).check();
  const calendar = await download(page, 'Hent datoer (.ics)');
  assert.equal(calendar.name, 'cafe-and-restaurant-plan.ics');
  assert.match(calendar.text, /^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/);
  assert.match(calendar.text, /\r\nEND:VCALENDAR\r\n$/);
  for (const line of calendar.text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line);
  const unfolded = calendar.text.replaceAll('\r\n ', '');
  assert.match(unfolded, /UID:cafe-and-restaurant-change-of-use-answer@127\.0\.0\.1:\d+\r\nDTSTAMP:\d{8}T\d{6}Z\r\nDTSTART;VALUE=DATE:20270315\r\nDTEND;VALUE=DATE:20270316\r\nTRANSP:TRANSPARENT\r\nSUMMARY:Svar ventes: Ændret anvendelse af et lokale\r\n/);
  assert.match(unfolded, /UID:cafe-and-restaurant-opening@[^\r]*\r\nDTSTAMP:[^\r]*\r\nDTSTART;VALUE=DATE:20270315\r\n/);
  assert.doesNotMatch(unfolded, /late-opening/);

  const list = await download(page, 'Hent tjekliste (.txt)');
  assert.equal(list.name, 'cafe-and-restaurant-plan.txt');
  assert.match(list.text, /Start: 11\. januar 2027\nTidligst åbning: 15\. marts 2027\n/);
  assert.match(list.text, /\n\[x\] CVR-nummer og P-nummer\n/);
  assert.match(list.text, /\n\[ \] Ændret anvendelse af et lokale\n {4}Byggesag · 6–8 uger · /);
  assert.ok(list.text.includes(page.url()));
  await close();
  assert.deepEqual(troubles, []);
});

test('ticks are kept only when asked for, and are forgotten when asked for', async () => {
  const { page, troubles, close } = await openPlan(cafe);
  const kept = () => page.evaluate(() => ({ ...localStorage }));
  const tick = row(page, 'cvr-registration').getByRole('checkbox', { name: /^Klaret/ });
  await tick.check();
  assert.match(await page.locator('[data-plan-progress]').innerText(), /^1 af \d+ klaret$/);
  assert.deepEqual(await kept(), {});
  await page.getByLabel('Husk mine flueben i denne browser').check();
  assert.deepEqual(await kept(), { 'indgang-plan-cafe-and-restaurant': '["cvr-registration"]' });
  await page.reload();
  await page.locator('.plan-result').waitFor();
  assert.ok(await tick.isChecked());
  await page.getByRole('button', { name: 'Slet det, der er husket' }).click();
  assert.deepEqual(await kept(), {});
  await page.reload();
  await page.locator('.plan-result').waitFor();
  assert.equal(await tick.isChecked(), false);
  await close();
  assert.deepEqual(troubles, []);
});

test('the browser draws what was published when nothing is answered', async () => {
  const { page, close } = await openPlan(cafe);
  const { data, plan } = await planned(page, {}, '2026-08-10');
  const { words } = data;
  const overview = makeOverview(plan, parseDay('2026-08-10'), data.authorities);
  const texts = { title: words.overview_title, desc: words.overview_desc, opening: words.overview_opening,
    openingAll: words.overview_opening_all,
    tick: (day) => (day === 0 ? words.overview_start : words[day === 7 ? 'weeks_one' : 'weeks_many'].replace('$0', day / 7)) };
  const published = fs.readFileSync(path.join(site.folder, cafe, 'index.html'), 'utf8');
  for (const size of ['wide', 'narrow']) {
    const drawn = new RegExp(`<svg class="overview overview--${size}".*?</svg>`).exec(published)[0];
    assert.equal(drawOverview(overview, size, texts), drawn);
  }
  await close();
});

test('what the script adds moves nothing that can be seen', async () => {
  for (const language of ['', 'en/']) {
    const { page, troubles, close } = await openPage(browser, server.origin, { viewport: { width: 412, height: 823 } });
    await page.addInitScript(() => {
      window.moved = [];
      new PerformanceObserver((list) => window.moved.push(...list.getEntries().map(({ value, sources }) =>
        `${value}: ${sources.map(({ node }) => node?.outerHTML?.slice(0, 80)).join(' | ')}`))).observe({ type: 'layout-shift', buffered: true });
    });
    await page.route('**/assets/plan-*.json', async (route) => {
      await page.locator('.font-lead').waitFor();
      await page.waitForTimeout(200);  // so that the page has been painted without the plan
      await route.continue();
    });
    await page.goto(`${server.origin}/${language}packages/cafe-and-restaurant/`);
    await untilScripted(page);
    await page.waitForTimeout(200);
    assert.deepEqual(await page.evaluate(() => window.moved), []);
    await close();
    assert.deepEqual(troubles, []);
  }
});

test('without script, or without its data, a shared link shows the whole plan and the questions', async () => {
  for (const broken of ['**/*.js', '**/*.json']) {
    const { page, close } = await openPage(browser, server.origin, { viewport: { width: 1280, height: 900 }, javaScriptEnabled: broken !== '**/*.js' });
    await page.route(broken, (route) => route.abort());
    const missed = broken === '**/*.json' ? page.waitForEvent('requestfailed') : null;
    await page.goto(server.origin + cafe + answered);
    await missed;
    assert.equal(await page.locator('.plan-result').isVisible(), false);
    assert.equal(await choice(page, 'serves-food', 'yes').isVisible(), false);
    assert.ok(await page.locator('[data-overview="wide"] svg').isVisible());
    assert.match(await row(page, 'alcohol-licence').innerText(), /Hvis du svarer ja til »/);
    const question = page.locator('[data-plan-plain] details').filter({ hasText: 'alkohol' }).first();
    await question.locator('summary').click();
    assert.ok(await question.getByRole('link', { name: 'Alkoholbevilling' }).isVisible());
    await close();
  }
});

for (const width of widths) {
  test(`axe finds nothing on an answered plan at ${width} px`, async () => {
    const { page, troubles, close } = await openPlan(cafe + answered, { viewport: { width, height: 900 } });
    await choice(page, 'plays-music', 'no').check();
    await page.locator('.plan-overview summary').click();
    await page.evaluate(axeSource);
    const { violations } = await page.evaluate(() => window.axe.run(document,
      { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    assert.deepEqual(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`)), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), 0);
    assert.equal(await page.locator(`[data-overview="${width > 991 ? 'wide' : 'narrow'}"]`).isVisible(), true);
    assert.equal(await page.locator(`[data-overview="${width > 991 ? 'narrow' : 'wide'}"]`).isVisible(), false);
    await page.screenshot({ path: path.join(screenshotFolder, `answered-plan-da-${width}.png`), fullPage: true });
    await close();
    assert.deepEqual(troubles, []);
  });
}
