// The browser editor as an editor meets it: scripts/edit on a copy of the content, a fee and a text changed in a real
// browser, the files changed and nothing else, and no process left when it is stopped.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openBrowser, projectRoot } from './site_under_test.mjs';

const bin = process.env.INDGANG_BIN ?? path.join(projectRoot, 'build/release/bin');
let project, editor, exited, ports, origin, browser;

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// The files of content/ by path.
function contentOf(folder) {
  const files = fs.readdirSync(path.join(folder, 'content'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(files.map((entry) => {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    return [path.relative(folder, file), fs.readFileSync(file, 'utf8')];
  }));
}

// Whether somebody listens there.
const answers = (port) => new Promise((resolve) => {
  const socket = net.connect(port, '127.0.0.1', () => {
    socket.destroy();
    resolve(true);
  }).on('error', () => resolve(false));
});

before(async () => {
  project = fs.mkdtempSync(path.join(os.tmpdir(), 'indgang-editor-'));
  fs.cpSync(path.join(projectRoot, 'content'), path.join(project, 'content'), { recursive: true });
  ports = [await freePort(), await freePort()];
  editor = spawn(path.join(projectRoot, 'scripts/edit'), ['--project', project, '--port', ports[0], '--server-port', ports[1]],
    { env: { ...process.env, INDGANG_BIN: bin }, stdio: ['ignore', 'pipe', 'pipe'] });
  exited = new Promise((resolve) => editor.once('exit', resolve));
  let said = '';
  await new Promise((resolve, reject) => {
    const read = (chunk) => {
      said += chunk;
      if (said.includes('Ctrl-C stops')) resolve();
    };
    editor.stdout.on('data', read);
    editor.stderr.on('data', read);
    exited.then((code) => reject(new Error(`scripts/edit ended with ${code}:\n${said}`)));
  });
  origin = `http://localhost:${ports[0]}`;
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  editor?.kill('SIGTERM');
  await exited;
  if (project) fs.rmSync(project, { recursive: true, force: true });
});

async function open() {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const foreign = [];
  page.on('request', (request) => {
    if (!/^(http:\/\/localhost:|data:|blob:)/.test(request.url())) foreign.push(request.url());
  });
  page.setDefaultTimeout(60000);
  await page.goto(origin);
  await page.getByRole('button', { name: 'Log ind' }).click();
  return { page, foreign };
}

async function save(page) {
  await page.getByRole('button', { name: 'Publicer', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Publicer nu' }).click();
  await page.getByText('Dokumentet er gemt').waitFor();
}

function check() {
  return spawnSync(path.join(bin, 'sitegen'), ['check', '--content', path.join(project, 'content')], { encoding: 'utf8' });
}

test('an editor changes a fee, and only that file changes', async () => {
  const before = contentOf(project);
  const { page, foreign } = await open();
  await page.getByRole('link', { name: 'services: fakta' }).click();
  await page.getByRole('link', { name: 'change-of-use', exact: true }).click();
  const amount = page.getByLabel('amount field').locator('input');
  await amount.waitFor();
  await amount.fill('1234.50');
  await save(page);
  await page.close();
  assert.deepEqual(foreign, []);

  const now = contentOf(project);
  const changed = [...now].filter(([file, text]) => before.get(file) !== text).map(([file]) => file);
  assert.deepEqual(changed, ['content/services/change-of-use/facts.yaml']);
  assert.equal(now.size, before.size);
  assert.match(now.get(changed[0]), /amount: "?'?1234\.50/);
  const { status, stdout, stderr } = check();
  assert.equal(status, 0, stdout + stderr);
});

test('nothing is left running when it is stopped', async () => {
  assert.deepEqual(await Promise.all(ports.map(answers)), [true, true]);
  await browser.close();
  editor.kill('SIGTERM');
  assert.equal(await exited, 0);
  assert.deepEqual(await Promise.all(ports.map(answers)), [false, false]);
});
