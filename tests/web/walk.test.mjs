// The ways people take through the site, in a real browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buildSite, openBrowser, openPage, serve, untilScripted } from './site_under_test.mjs';

let site, server, browser;

before(async () => {
  site = buildSite();
  server = await serve(site.out);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  site?.remove();
});

const alcohol = '»Vil du servere drikke med 2,8 procent alkohol eller mere?«';
for (const [javaScriptEnabled, need] of [[true, `Måske. Svar på ${alcohol}`], [false, `Hvis du svarer ja til ${alcohol}`]]) {
  test(`from the start page to a permit of the café package, in English (script ${javaScriptEnabled ? 'on' : 'off'})`, async () => {
    const { page, troubles, close } = await openPage(browser, server.origin, { javaScriptEnabled });
    const at = (path) => page.waitForURL(server.origin + path);
    await page.goto(`${server.origin}/`);
    await page.getByRole('main').getByRole('link', { name: /café eller restaurant/ }).click();
    await at('/packages/cafe-and-restaurant/');
    if (javaScriptEnabled) await untilScripted(page);
    const row = page.getByRole('row').filter({ hasText: 'Alkoholbevilling' });
    assert.match(await row.innerText(), /Bevillingsnævnet/);
    assert.equal((await row.locator('.permits__need').innerText()).replace(/\s+/g, ' '), need);
    await row.getByRole('link', { name: 'Alkoholbevilling' }).click();
    await at('/services/alcohol-licence/');
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Alkoholbevilling');
    await page.getByRole('link', { name: 'English' }).click();
    await at('/en/services/alcohol-licence/');
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Alcohol licence');
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    await page.getByRole('link', { name: 'Dansk' }).click();
    await at('/services/alcohol-licence/');
    await close();
    assert.deepEqual(troubles, []);
  });
}

test('questions of a package open without script', async () => {
  const { page, close } = await openPage(browser, server.origin, { javaScriptEnabled: false });
  await page.goto(`${server.origin}/packages/cafe-and-restaurant/`);
  const question = page.locator('details').filter({ hasText: 'alkohol' }).first();
  const decides = question.getByRole('link', { name: 'Alkoholbevilling' });
  assert.equal(await decides.isVisible(), false);
  await question.locator('summary').click();
  assert.equal(await decides.isVisible(), true);
  await close();
});

test('the first tab stop leads past the menu to the content', async () => {
  const { page, close } = await openPage(browser, server.origin);
  await page.goto(`${server.origin}/services/`);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Spring til indhold');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main_content');
  await close();
});

test('the A-Å index filters while typing and finds æ, ø and å spelt out', async () => {
  const { page, troubles, close } = await openPage(browser, server.origin);
  await page.goto(`${server.origin}/services/`);
  const shown = async () => page.locator('main .service-list__title:visible').allInnerTexts();
  const all = await shown();
  await page.getByLabel('Søg i listen').fill('naeringsbrev');
  assert.deepEqual(await shown(), all.filter((title) => title.startsWith('Næringsbrev')));
  assert.equal((await shown()).length, 1);
  await page.getByLabel('Søg i listen').fill('findes slet ikke');
  assert.deepEqual(await shown(), []);
  assert.match(await page.getByRole('status').innerText(), /^Ingen ydelser passer/);
  await page.getByLabel('Søg i listen').fill('');
  assert.deepEqual(await shown(), all);
  await close();
  assert.deepEqual(troubles, []);
});

test('an address that does not exist answers 404 with ways on, in its language', async () => {
  const { page, close } = await openPage(browser, server.origin, { withoutScript: true });
  const answer = await page.goto(`${server.origin}/en/services/no-such-thing/`);
  assert.equal(answer.status(), 404);
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'There is no such page');
  await page.getByRole('main').getByRole('link', { name: 'Home' }).click();
  await page.waitForURL(`${server.origin}/en/`);
  await close();
});

test('the preview server stops cleanly on SIGINT and SIGTERM', async () => {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    const other = await serve(site.out);
    assert.deepEqual(await other.stop(signal), { code: 0, signal: null });
  }
});
