// Builds the site from content/, serves it with the production headers and opens a browser on it.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const screenshotFolder = path.join(projectRoot, 'build/test-output/screenshots');

const sitegen = path.join(process.env.INDGANG_BIN ?? path.join(projectRoot, 'build/release/bin'), 'sitegen');

// Builds into a folder of its own. Call `remove` when done.
export function buildSite() {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'indgang-web-'));
  const built = spawnSync(sitegen, ['build', '--out', out], { cwd: projectRoot, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`sitegen build failed:\n${built.error ?? ''}${built.stdout}${built.stderr}`);
  return { out, folder: path.join(out, 'site'), remove: () => fs.rmSync(out, { recursive: true, force: true }) };
}

// Serves what was built into `out`, on a free port; resolves when it answers.
export function serve(out) {
  return start(['--out', out]);
}

// The editors' preview of content/ and templates/ in `folder`. `events()` listens as pages do: `next()` resolves with the
// next state that is told.
export async function serveContent(folder) {
  const server = await start(['--content', path.join(folder, 'content'), '--templates', path.join(folder, 'templates')]);
  const events = async () => {
    const controller = new AbortController();
    const answer = await fetch(`${server.origin}/.preview/events`, { signal: controller.signal });
    let waiting = null;
    let first = null;
    const ready = new Promise((resolve) => (first = resolve));
    (async () => {
      let text = '';
      for await (const chunk of answer.body) {
        text += Buffer.from(chunk).toString();
        for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
          if (!text.startsWith('data: ')) continue;
          const state = JSON.parse(text.slice(6, end));
          first(state);
          waiting?.(state);
        }
      }
    })().catch(() => {});
    await ready;
    return { next: () => new Promise((resolve) => (waiting = resolve)), close: () => controller.abort() };
  };
  return { ...server, events };
}

function start(options) {
  return new Promise((resolve, reject) => {
    const server = spawn(sitegen, ['serve', '--port', '0', ...options], { cwd: projectRoot });
    const exited = new Promise((done) => server.once('exit', (code, signal) => done({ code, signal })));
    let printed = '';
    const read = (chunk) => {
      printed += chunk;
      const port = /http:\/\/localhost:(\d+)\//.exec(printed)?.[1];
      if (!port) return;
      const stop = (signal = 'SIGTERM') => {
        server.kill(signal);
        return exited;
      };
      resolve({ origin: `http://127.0.0.1:${port}`, port: Number(port), stop });
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    exited.then(({ code }) => reject(new Error(`sitegen serve ended with ${code}:\n${printed}`)));
    server.once('error', reject);
  });
}

export function openBrowser() {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
}

// Opens a page that notes what must not happen: messages on the console (among them violations of the content security
// policy), errors in scripts, failed or foreign requests.
export async function openPage(browser, origin, options = {}) {
  const { withoutScript = false, ...contextOptions } = options;
  const context = await browser.newContext(contextOptions);
  const page = await context.newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(`script error on ${page.url()}: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) troubles.push(`request to ${request.url()} from ${page.url()}`);
  });
  if (withoutScript) {
    await page.route('**/*.js', (route) => route.abort());
  } else {
    page.on('console', (message) => troubles.push(`console on ${page.url()}: ${message.text()}`));
    page.on('requestfailed', (request) => troubles.push(`request failed: ${request.url()}`));
  }
  return { page, troubles, close: () => context.close() };
}

// Waits until the scripts of the page that is open have shown what they fetch: the plan of a package, the results of a
// search. Other pages are complete when they have loaded.
export async function untilScripted(page) {
  if ((await page.locator('[data-plan]').count()) > 0) await page.locator('.plan-result').waitFor();
  const search = page.locator('[data-search]');
  if ((await search.count()) === 0) return;
  const loading = await search.getAttribute('data-loading');
  const status = page.locator('[data-search-status]');
  for (const end = Date.now() + 10_000; (await status.textContent()) === loading; await page.waitForTimeout(10)) {
    if (Date.now() > end) throw new Error(`${page.url()} still says ${loading}`);
  }
}

// One page of each kind, without the language.
export const pageKinds = {
  start: '',
  package: 'packages/cafe-and-restaurant/',
  service: 'services/alcohol-licence/',
  'service-with-facts': 'services/change-of-use/',
  'repealed-service': 'services/trade-licence/',
  services: 'services/',
  area: 'areas/licences/',
  authority: 'authorities/licensing-board/',
  authorities: 'authorities/',
  questions: 'faq/',
  question: 'faq/wine-at-the-hairdresser/',
  glossary: 'glossary/',
  text: 'about/',
  accessibility: 'was/',
  news: 'news/',
  search: 'search/',
  'search-results': 'search/?q=alkohol',
  'search-nothing': 'search/?q=zzzqq',
  'not-found': '404.html',
};
export const languages = { da: '/', en: '/en/' };
export const widths = [1280, 390];
