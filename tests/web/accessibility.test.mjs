// Every kind of page, in both languages, wide and narrow, with and without script: axe finds nothing, nothing is logged,
// nothing is fetched from elsewhere. Keeps a screenshot of each.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { buildSite, languages, openBrowser, openPage, pageKinds, screenshotFolder, serve, untilScripted, widths } from './site_under_test.mjs';

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

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

// What axe finds on the page that is open, one line each.
async function findings(page) {
  await page.evaluate(axeSource);
  const result = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), rules);
  return result.violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help}: ${target.join(' ')}`));
}

for (const width of widths) {
  for (const withoutScript of [false, true]) {
    test(`axe finds nothing at ${width} px ${withoutScript ? 'without' : 'with'} script`, async () => {
      const { page, troubles, close } = await openPage(browser, server.origin, {
        viewport: { width, height: 900 },
        withoutScript,
      });
      const found = [];
      for (const [language, prefix] of Object.entries(languages)) {
        for (const [kind, address] of Object.entries(pageKinds)) {
          await page.goto(server.origin + prefix + address);
          if (!withoutScript) await untilScripted(page);
          const here = `${language} ${kind}`;
          found.push(...(await findings(page)).map((line) => `${here}: ${line}`));
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          if (overflow > 0) found.push(`${here}: ${overflow} px wider than the screen`);
          if (!withoutScript) {
            await page.screenshot({ path: path.join(screenshotFolder, `${kind}-${language}-${width}.png`), fullPage: true });
          }
        }
      }
      await close();
      assert.deepEqual(found, []);
      assert.deepEqual(troubles, []);
    });
  }
}

test('axe and the page watch notice a page that is broken on purpose', async () => {
  const broken = '<!DOCTYPE html><html><head><title>x</title><script>1</script></head><body>' +
    '<img src="https://elsewhere.example/x.png"><a href="/"></a></body></html>';
  const { page, troubles, close } = await openPage(browser, server.origin);
  await page.route('**/broken', (route) =>
    route.fulfill({ contentType: 'text/html', body: broken, headers: { 'Content-Security-Policy': "default-src 'self'; img-src *" } }));
  await page.goto(`${server.origin}/broken`);
  const ids = new Set((await findings(page)).map((line) => line.split(':')[0]));
  await close();
  for (const id of ['html-has-lang', 'image-alt', 'link-name']) assert.ok(ids.has(id), `${id} is not among ${[...ids]}`);
  assert.ok(troubles.some((line) => line.includes('request to https://elsewhere.example/x.png')), troubles.join('\n'));
  assert.ok(troubles.some((line) => line.includes('Content Security Policy')), troubles.join('\n'));
});
