// The search page in a real browser: typing, keyboard, kinds, without script, on a phone.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { buildSite, openBrowser, openPage, serve } from './site_under_test.mjs';

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

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

// Runs `visit` on the search page and demands that nothing went wrong there.
async function onPage(address, visit, options = {}) {
  const { page, troubles, close } = await openPage(browser, server.origin, options);
  try {
    await page.goto(server.origin + address);
    await visit(page);
    assert.deepEqual(troubles, []);
  } finally {
    await close();
  }
}

const searchBox = (page) => page.getByRole('main').getByRole('searchbox');
const results = (page) => page.locator('[data-search-results] > li');
const firstTitle = (page) => results(page).first().locator('a').innerText();

// Waits until the status says it; it comes when typing pauses.
const says = (page, text) => page.getByRole('status').filter({ hasText: text }).waitFor({ timeout: 5000 });

async function axeFindings(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), rules);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

test('the form in the head of every page leads to the results', async () => {
  await onPage('/services/alcohol-licence/', async (page) => {
    await page.getByRole('banner').getByRole('searchbox').fill('naeringsbrev');
    await page.keyboard.press('Enter');
    await says(page, /resultat/);
    assert.equal(new URL(page.url()).pathname, '/search/');
    assert.equal(await searchBox(page).inputValue(), 'naeringsbrev');
    assert.match(await results(page).first().innerText(), /^Næringsbrev[\s\S]*Ophævet/);
    // One form is enough.
    assert.equal(await page.getByRole('search').count(), 1);
  });
});

for (const [address, typed, wanted] of [
  ['/search/', 'bevilling', /Alkoholbevilling/],
  ['/search/', 'alkoholbevlling', /Alkoholbevilling/],
  ['/search/', 'udeserveringen', /Udeservering/],
  ['/search/', 'ude servering', /Udeservering/],
  ['/search/', 'café', /café/],
  ['/search/', 'politiet', /Politi/],
  ['/en/search/', 'liquor licenses', /Alcohol licence/],
  ['/en/search/', 'tables on the sidewalk', /Outdoor serving/],
]) {
  test(`“${typed}” finds ${wanted} on ${address}`, async () => {
    await onPage(address, async (page) => {
      await searchBox(page).fill(typed);
      await results(page).first().waitFor();
      assert.match(await firstTitle(page), wanted);
    });
  });
}

test('results come while typing, are counted and marked, and stand in the address', async () => {
  await onPage('/search/', async (page) => {
    assert.equal(await page.getByRole('heading', { name: 'Alle ydelser fra A til Å' }).isVisible(), true);
    await searchBox(page).pressSequentially('alkoh');
    // Between two letters that come slowly there may be an earlier count.
    await page.waitForURL((url) => url.search === '?q=alkoh');
    await says(page, /^\d+ resultater$/);
    assert.match(await firstTitle(page), /alkohol/i);
    assert.match(await results(page).first().locator('mark').first().innerText(), /alkohol/i);
    assert.equal(await page.getByRole('heading', { name: 'Alle ydelser fra A til Å' }).isVisible(), false);
    assert.equal(new URL(await page.getByRole('link', { name: 'English' }).getAttribute('href')).search, '?q=alkoh');
    await searchBox(page).fill('');
    await page.getByRole('heading', { name: 'Alle ydelser fra A til Å' }).waitFor();
    assert.equal(await results(page).count(), 0);
  });
});

test('arrows lead through the results and Escape back', async () => {
  await onPage('/search/?q=alkohol', async (page) => {
    await results(page).first().waitFor();
    const focused = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.id);
    await searchBox(page).focus();
    await page.keyboard.press('ArrowDown');
    const first = await focused();
    assert.equal(first, await firstTitle(page));
    await page.keyboard.press('ArrowDown');
    assert.notEqual(await focused(), first);
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(), first);
    await page.keyboard.press('Escape');
    assert.equal(await focused(), 'search_words');
    await page.keyboard.press('Enter');
    assert.equal(await focused(), first);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/services\//);
  });
});

test('kinds narrow the results down, by keyboard too, and survive in the address', async () => {
  await onPage('/search/?q=alkohol', async (page) => {
    await says(page, /resultater/);
    const all = Number(/\d+/.exec(await page.getByLabel(/^Alt /).locator('..').innerText())[0]);
    await page.getByRole('radio', { name: /^Alt / }).focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/kind=service/);
    const services = Number(/\d+/.exec(await page.getByRole('status').innerText())[0]);
    assert.ok(services > 0 && services < all, `${services} of ${all}`);
    for (const kind of await results(page).locator('.kind').allInnerTexts()) assert.equal(kind, 'Ydelse');
    await page.getByRole('radio', { name: /^Myndigheder / }).check();
    await page.waitForURL(/kind=authority/);
    await page.reload();
    await says(page, /resultat/);
    assert.equal(await page.getByRole('radio', { name: /^Myndigheder / }).isChecked(), true);
    assert.deepEqual([...new Set(await results(page).locator('.kind').allInnerTexts())], ['Myndighed']);
  });
});

test('more results come on demand, and the first new one is next', async () => {
  await onPage('/search/?q=tilladelse', async (page) => {
    await says(page, /resultater/);
    assert.equal(await results(page).count(), 10);
    await page.getByRole('button', { name: 'Vis flere' }).click();
    assert.ok((await results(page).count()) > 10);
    assert.equal(await page.evaluate(() => document.activeElement.closest('li') === document.activeElement.closest('ol').children[10]), true);
  });
});

test('who finds nothing finds topics, the other language and somebody to ask', async () => {
  await onPage('/search/?q=zzzqq', async (page) => {
    await says(page, /^Intet passer/);
    const main = page.getByRole('main');
    assert.equal(await main.getByRole('link', { name: 'Byggeri og lokaler' }).isVisible(), true);
    assert.equal(await main.getByRole('heading', { name: /Spørg os/ }).isVisible(), true);
    await main.getByRole('link', { name: /engelske sider/ }).click();
    await page.waitForURL(/\/en\/search\/\?q=zzzqq/);
    await says(page, /^Nothing fits/);
  });
});

test('who finds nothing, or nothing of a kind, is shown what comes near', async () => {
  await onPage('/search/?q=alkohlvebling', async (page) => {
    await says(page, /^Intet passer/);
    const nearest = page.getByRole('region', { name: 'Det nærmeste, vi har' });
    assert.match(await nearest.getByRole('listitem').first().innerText(), /^Alkoholbevilling/);
    await searchBox(page).fill('zzzqq');
    await says(page, /^Intet passer/);
    assert.equal(await nearest.isVisible(), false);
  });
  await onPage('/en/search/?q=fire+inspection&kind=package', async (page) => {
    await says(page, /^Nothing fits/);
    const nearest = page.getByRole('region', { name: 'The nearest we have' });
    assert.match(await nearest.getByRole('listitem').first().innerText(), /Service|Authority/);
  });
});

test('words from the address are never markup', async () => {
  await onPage(`/search/?q=${encodeURIComponent('<img src=x onerror=alert(1)> alkohol')}&kind=${encodeURIComponent('"><b>')}`, async (page) => {
    await says(page, /resultat/);
    assert.equal(await page.locator('main img, main b').count(), 0);
    assert.equal(await page.getByRole('radio', { name: /^Alt / }).isChecked(), true);
  });
});

for (const javaScriptEnabled of [true, false]) {
  test(`the list from A to Å and the contact are there when the search is not (script ${javaScriptEnabled ? 'on, index missing' : 'off'})`, async () => {
    const { page, close } = await openPage(browser, server.origin, { javaScriptEnabled });
    await page.route('**/assets/search-*.json', (route) => route.fulfill({ status: 404, body: '' }));
    await page.goto(`${server.origin}/services/`);
    await page.getByRole('banner').getByRole('searchbox').fill('alkohol');
    await page.keyboard.press('Enter');
    await says(page, javaScriptEnabled ? /kunne ikke hentes/ : /kun med JavaScript/);
    assert.equal(new URL(page.url()).search, '?q=alkohol');
    const main = page.getByRole('main');
    assert.equal(await main.getByRole('link', { name: 'Alkoholbevilling', exact: true }).isVisible(), true);
    assert.equal(await main.getByRole('link', { name: /@/ }).first().isVisible(), true);
    assert.equal(await page.getByRole('radio').first().isVisible(), false);
    await close();
  });
}

for (const width of [1280, 390]) {
  test(`axe finds nothing in results, in more of them and in none, at ${width} px`, async () => {
    await onPage('/search/?q=tilladelse', async (page) => {
      await says(page, /resultater/);
      await page.getByRole('button', { name: 'Vis flere' }).click();
      assert.deepEqual(await axeFindings(page), []);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)) <= 0);
      await searchBox(page).fill('zzzqq');
      await says(page, /^Intet passer/);
      assert.deepEqual(await axeFindings(page), []);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)) <= 0);
    }, { viewport: { width, height: 844 } });
  });
}
