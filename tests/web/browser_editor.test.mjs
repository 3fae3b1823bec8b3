// The browser editor as an editor meets it: scripts/edit on a copy of the content, facts and texts changed and items made in a
// real browser, those files written and nothing else, and no process left when it is stopped.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
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

async function publish(page) {
  await page.getByRole('button', { name: 'Publicer', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Publicer nu' }).click();
}

async function save(page) {
  const told = page.getByText('Dokumentet er gemt');
  await publish(page);
  await told.click();
  await told.waitFor({ state: 'detached' });
}

// On the content in `folder`.
const sitegenIn = (folder, ...words) => spawnSync(path.resolve(bin, 'sitegen'), words, { cwd: folder, encoding: 'utf8' });
const check = () => sitegenIn(project, 'check');

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

// What lies in the project but did not in `before`, and what is different.
const changedSince = (before) => [...contentOf(project)].filter(([file, text]) => before.get(file) !== text).map(([file]) => file).sort();

const kinds = [
  { kind: 'service', folder: 'services', button: 'ydelse' },
  { kind: 'package', folder: 'packages', button: 'pakke' },
  { kind: 'authority', folder: 'authorities', button: 'myndighed' },
  { kind: 'faq', folder: 'faq', button: 'spørgsmål' },
  { kind: 'page', folder: 'pages', button: 'side' },
];

// The empty form of a new item.
async function openNew(page, { folder, button }) {
  await page.goto(`${origin}/#/collections/${folder}-text`);
  await page.getByRole('link', { name: `Opret dokument af typen ${button}` }).click();
  await field(page, 'id').waitFor();
}
const field = (page, name) => page.locator(`[id^="${name}-field-"]`).first();

test('a new item of every kind is what `sitegen new` makes', async () => {
  const before = contentOf(project);
  // Nothing of what is special in YAML, in replacing, or in what is replaced may come through.
  const titleOf = (kind) => `Den "nye" \\ ${kind} $& {{id}}: #1`;
  const { page, foreign } = await open();
  for (const each of kinds) {
    await openNew(page, each);
    await field(page, 'id').fill(`ny-${each.kind}`);
    await field(page, 'title').fill(titleOf(each.kind));
    await save(page);
  }
  await page.close();
  assert.deepEqual(foreign, []);

  const { collections } = await (await fetch(`${origin}/config.json`)).json();
  const owner = collections.find(({ name }) => name === 'services-facts').fields.find(({ name }) => name === 'owner');
  assert.ok(owner.options.some(({ value }) => value === 'ny-authority'), 'the next page that is opened offers the new authority');

  const today = /^translated_on: (\S+)$/m.exec(contentOf(project).get('content/pages/ny-page/en.md'))[1];
  const twin = fs.mkdtempSync(path.join(os.tmpdir(), 'indgang-editor-twin-'));
  try {
    for (const [file, text] of before) {
      fs.mkdirSync(path.join(twin, path.dirname(file)), { recursive: true });
      fs.writeFileSync(path.join(twin, file), text);
    }
    for (const { kind } of kinds) {
      const made = sitegenIn(twin, 'new', kind, `ny-${kind}`, '--title', titleOf(kind), '--today', today);
      assert.equal(made.status, 0, made.stderr);
    }
    // The form has a field for what the commented line tells about, and the mark is of the text without that line.
    const comparable = (files) => [...files].sort().map(([file, text]) =>
      [file, text.replace(/^# search_terms: .*\n/m, '').replace(/^translated_from: "[0-9a-f]{12}"$/m, 'translated_from: …')]);
    assert.deepEqual(comparable(contentOf(project)), comparable(contentOf(twin)));
    const checked = check();
    assert.equal(checked.status, 0, checked.stdout + checked.stderr);
    assert.equal(checked.stdout, sitegenIn(twin, 'check').stdout, 'and has no finding that the other has not');
  } finally {
    fs.rmSync(twin, { recursive: true, force: true });
  }
});

test('an id that cannot be one is refused, and nothing is written', async () => {
  const before = contentOf(project);
  const { page } = await open();
  await openNew(page, kinds[0]);
  await field(page, 'title').fill('Natmarked');
  const refusals = [
    ['', 'id er påkrævet'],
    ['Nat Marked', 'id matchede ikke: brug kun a-z, 0-9 og bindestreg, højst 80 tegn.'],
    ['natmarkedø', 'id matchede ikke: brug kun a-z, 0-9 og bindestreg, højst 80 tegn.'],
    ['../natmarked', 'id matchede ikke: brug kun a-z, 0-9 og bindestreg, højst 80 tegn.'],
    ['a'.repeat(81), 'id matchede ikke: brug kun a-z, 0-9 og bindestreg, højst 80 tegn.'],
    ['change-of-use', `id'et "change-of-use" er brugt i forvejen. Vælg et andet.`],
  ];
  for (const [id, message] of refusals) {
    await field(page, 'id').fill(id);
    await publish(page);
    await page.getByText(message).first().waitFor();
    assert.deepEqual(changedSince(before), [], id);
  }
  // Leaving what was not saved is asked about.
  page.on('dialog', (dialog) => dialog.accept());
  await openNew(page, kinds[4]);
  await field(page, 'title').fill('Ydelser');
  await field(page, 'id').fill('services');
  await publish(page);
  await page.getByText('og ikke en adresse, som webstedet selv bruger: areas,').waitFor();
  await page.close();
  assert.deepEqual(changedSince(before), []);
});

test('a new service is written, filled in, read again and published in the browser alone', async () => {
  const before = contentOf(project);
  const folder = 'content/services/natmarked';
  const { page } = await open();
  await openNew(page, kinds[0]);
  await field(page, 'id').fill('natmarked');
  await field(page, 'title').fill('Natmarked på torvet');
  await field(page, 'summary').fill('Vil du sælge om natten,\nskal du have lov.');
  await field(page, 'body').fill('Gælder det dig?\n\n::: steps\n1. Ring til os.\n:::');
  await save(page);
  assert.deepEqual(changedSince(before), [`${folder}/da.md`, `${folder}/en.md`, `${folder}/facts.yaml`]);
  assert.equal(contentOf(project).get(`${folder}/da.md`),
    '---\ntitle: "Natmarked på torvet"\nsummary: "Vil du sælge om natten, skal du have lov."\n---\nGælder det dig?\n\n::: steps\n1. Ring til os.\n:::\n');

  // Its id can be seen and no longer changed, and does not get into the text.
  assert.equal(await field(page, 'id').inputValue(), 'natmarked');
  assert.equal(await field(page, 'id').isEditable(), false);
  await field(page, 'title').fill('Natmarked');
  await save(page);
  assert.doesNotMatch(contentOf(project).get(`${folder}/da.md`), /^id:/m);
  assert.match(contentOf(project).get(`${folder}/da.md`), /^title: Natmarked$/m);

  await page.goto(`${origin}/#/collections/services-facts`);
  await page.getByRole('link', { name: 'natmarked', exact: true }).click();
  await page.getByRole('switch').last().click();
  await save(page);
  await page.close();
  assert.match(contentOf(project).get(`${folder}/facts.yaml`), /^draft: false$/m);
  assert.deepEqual(changedSince(before), [`${folder}/da.md`, `${folder}/en.md`, `${folder}/facts.yaml`]);

  const { status, stdout, stderr } = check();
  assert.equal(status, 0, stdout + stderr);
  // The English text is still the one it began with.
  const findings = stdout.split('\n').filter((line) => line.includes('natmarked'));
  assert.deepEqual(findings.map((line) => /^\S+: \w+ \[\S+\]/.exec(line)[0]),
    [`${folder}/da.md: hint [unused-item]`, `${folder}/en.md:5:18: hint [outdated-translation]`]);
});

test('an English text that is not there is written in the browser', async () => {
  const file = 'content/faq/food-truck/en.md';
  fs.rmSync(path.join(project, file));
  const before = contentOf(project);
  const { page } = await open();
  await page.goto(`${origin}/#/collections/faq-text`);
  await page.getByRole('link', { name: 'food-truck (en): To be filled in' }).click();
  await field(page, 'title').fill('What does a food truck need?');
  assert.deepEqual(changedSince(before), [], 'looking at it makes nothing');
  await save(page);
  await page.close();
  assert.deepEqual(changedSince(before), [file]);
  const stamp = createHash('sha256').update(before.get('content/faq/food-truck/da.md')).digest('hex').slice(0, 12);
  assert.match(contentOf(project).get(file), new RegExp(`^title: What does a food truck need\\?\n[^]*^translated_from: "?'?${stamp}`, 'm'));
  const { status, stdout } = check();
  assert.equal(status, 0, stdout);
  assert.doesNotMatch(stdout, /food-truck\/en\.md/);
});

test('a page whose forms cannot be made says why', async () => {
  const content = path.join(project, 'content');
  fs.renameSync(content, `${content}-away`);
  try {
    const page = await browser.newPage();
    await page.goto(origin);
    await page.getByText(`the content folder "${content}" cannot be read`).waitFor();
    await page.close();
  } finally {
    fs.renameSync(`${content}-away`, content);
  }
});

test('nothing is left running when it is stopped', async () => {
  assert.deepEqual(await Promise.all(ports.map(answers)), [true, true]);
  await browser.close();
  editor.kill('SIGTERM');
  assert.equal(await exited, 0);
  assert.deepEqual(await Promise.all(ports.map(answers)), [false, false]);
});
