// Words of the glossary in running text: their explanations open by mouse, finger and keyboard, without script, too.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buildSite, openBrowser, openPage, serve } from './site_under_test.mjs';

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

const pages = {
  da: { address: '/services/outdoor-serving/', word: 'CVR-nummer', meaning: /CVR-nummer\s+Virksomhedens nummer på otte cifre/ },
  en: { address: '/en/services/outdoor-serving/', word: 'CVR number', meaning: /CVR number\s+A company's eight-digit number/ },
};

for (const [language, { address, word, meaning }] of Object.entries(pages)) {
  for (const javaScriptEnabled of [true, false]) {
    for (const width of [1280, 390]) {
      test(`a word is explained at ${width} px, ${language}, script ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
        const viewport = { width, height: 800 };
        const { page, troubles, close } = await openPage(browser, server.origin, { javaScriptEnabled, viewport });
        await page.goto(server.origin + address);
        const button = page.getByRole('button', { name: word, exact: true });
        const note = page.locator('#term_cvr-number');
        assert.equal(await button.count(), 1, 'only where the word stands first');
        assert.equal(await note.isVisible(), false);

        await button.click();
        assert.equal(await note.isVisible(), true);
        assert.match(await note.innerText(), meaning);
        const box = await note.boundingBox();
        assert.ok(box.x >= 0 && box.x + box.width <= width, `the note lies within the page, at ${box.x} + ${box.width}`);
        assert.ok(box.y >= 0 && box.y + box.height <= 800, `and on the screen, at ${box.y} + ${box.height}`);
        await page.keyboard.press('Escape');
        assert.equal(await note.isVisible(), false, 'Esc closes it');

        await button.focus();
        await page.keyboard.press('Enter');
        assert.equal(await note.isVisible(), true, 'the keyboard opens it');
        await page.getByRole('heading', { level: 1 }).click();
        assert.equal(await note.isVisible(), false, 'a press elsewhere closes it');
        await close();
        assert.deepEqual(troubles, []);
      });
    }
  }
}
