// Takes the pictures of the editor's guide (docs/redaktoer.md) anew: node docs/images/take.mjs. Works on a copy of the
// content. INDGANG_BIN names the folder with sitegen; scripts/setup --for test has installed the rest.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openBrowser, projectRoot, serveContent } from '../../tests/web/site_under_test.mjs';

const ports = [18090, 18091];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'indgang-pictures-'));
for (const part of ['content', 'templates']) fs.cpSync(path.join(projectRoot, part), path.join(folder, part), { recursive: true });
const picture = (name) => path.join(projectRoot, 'docs/images', `redaktoer-${name}.png`);
const browser = await openBrowser();
const newPage = () => browser.newPage({ viewport: { width: 1000, height: 620 }, locale: 'da-DK' });

async function takePreview() {
  const server = await serveContent(folder);
  const page = await newPage();
  await page.goto(`${server.origin}/services/change-of-use/`);
  await page.screenshot({ path: picture('forhaandsvisning') });
  const facts = path.join(folder, 'content/services/change-of-use/facts.yaml');
  const text = fs.readFileSync(facts, 'utf8');
  fs.writeFileSync(facts, text.replace(/^authority: (.)(.)/m, 'authority: $2$1'));
  await page.getByText('unknown-authority').first().waitFor();
  // Nobody's content lies where this copy does.
  await page.evaluate((prefix) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) walker.currentNode.data = walker.currentNode.data.replaceAll(prefix, '');
  }, `${folder}/`);
  await page.screenshot({ path: picture('fejl') });
  fs.writeFileSync(facts, text);
  await page.close();
  await server.stop();
}

async function takeEditor() {
  const editor = spawn(path.join(projectRoot, 'scripts/edit'), ['--project', folder, '--port', ports[0], '--server-port', ports[1]],
    { env: { INDGANG_BIN: path.join(projectRoot, 'build/release/bin'), ...process.env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => editor.once('exit', resolve));
  await new Promise((resolve, reject) => {
    editor.stdout.on('data', (said) => String(said).includes('Ctrl-C stops') && resolve());
    exited.then((code) => reject(new Error(`scripts/edit ended with ${code}`)));
  });
  const page = await newPage();
  await page.goto(`http://localhost:${ports[0]}`);
  await page.getByRole('button', { name: 'Log ind' }).click();
  await page.getByRole('link', { name: 'services: fakta' }).click();
  await page.getByRole('link', { name: 'change-of-use', exact: true }).click();
  const amount = page.getByLabel('amount field');
  await amount.waitFor();
  await amount.evaluate((field) => field.scrollIntoView({ block: 'center' }));
  await page.screenshot({ path: picture('gebyr') });
  await page.goto(`http://localhost:${ports[0]}/#/collections/services-text`);
  await page.getByRole('link', { name: 'Opret dokument af typen ydelse' }).click();
  await page.locator('[id^="id-field-"]').fill('natmarked');
  await page.locator('[id^="title-field-"]').fill('Natmarked');
  await page.screenshot({ path: picture('ny-ydelse') });
  await page.close();
  editor.kill('SIGTERM');
  await exited;
}

try {
  await takePreview();
  await takeEditor();
} finally {
  await browser.close();
  fs.rmSync(folder, { recursive: true, force: true });
}
