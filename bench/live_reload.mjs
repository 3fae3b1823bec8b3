// How long after a save the editors' preview tells the browser, and until the browser shows the new page, on the real
// content: node bench/live_reload.mjs [saves]. INDGANG_BIN names the folder with sitegen; a release build is what counts.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openBrowser, projectRoot, serveContent } from '../tests/web/site_under_test.mjs';

const saves = Number(process.argv[2] ?? 30);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'indgang-live-'));
for (const part of ['content', 'templates']) fs.cpSync(path.join(projectRoot, part), path.join(folder, part), { recursive: true });
const file = path.join(folder, 'content/services/alcohol-licence/da.md');
const original = fs.readFileSync(file, 'utf8');
const save = (title) => fs.writeFileSync(file, original.replace(/^title: .*$/m, `title: ${title}`));
const figures = (name, took) => {
  took.sort((a, b) => a - b);
  const at = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))].toFixed(0);
  console.log(`${name}: median ${at(0.5)} ms, 95 % within ${at(0.95)} ms, longest ${at(1)} ms (${took.length} saves)`);
};

const server = await serveContent(folder);
const browser = await openBrowser();
try {
  const pages = (await (await fetch(`${server.origin}/sitemap.xml`)).text()).match(/<loc>/g).length;
  console.log(`${pages} pages`);

  const events = await server.events();
  const told = [];
  for (let i = 0; i < saves; ++i) {
    const news = events.next();
    const start = performance.now();
    save(`Nyhed ${i}`);
    await news;
    told.push(performance.now() - start);
  }
  events.close();
  figures('save to news', told);

  const page = await browser.newPage();
  await page.goto(`${server.origin}/services/alcohol-licence/`);
  const shown = [];
  for (let i = 0; i < saves; ++i) {
    await page.waitForTimeout(50);
    const start = performance.now();
    save(`Vist ${i}`);
    await page.getByRole('heading', { level: 1, name: `Vist ${i}`, exact: true }).waitFor();
    shown.push(performance.now() - start);
  }
  figures('save to shown', shown);
} finally {
  await browser.close();
  await server.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
