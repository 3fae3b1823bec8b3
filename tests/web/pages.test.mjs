// All pages as files: valid HTML, no dead links, nothing inline, translations that point at each other.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { htmlRules } from './html_rules.mjs';
import { brokenLinks, htmlFiles } from './links.mjs';
import { buildSite } from './site_under_test.mjs';

let site, origin;
const validator = new HtmlValidate(new StaticConfigLoader(htmlRules));

before(() => {
  site = buildSite();
  origin = new URL(/Sitemap: (\S+)/.exec(fs.readFileSync(path.join(site.folder, 'robots.txt'), 'utf8'))[1]).origin;
});
after(() => site?.remove());

async function invalid(html) {
  const report = await validator.validateString(html);
  return report.results.flatMap(({ messages }) => messages.map(({ line, column, ruleId, message }) => `${line}:${column} ${ruleId}: ${message}`));
}

test('every page is valid HTML', async () => {
  const found = [];
  for (const file of htmlFiles(site.folder)) {
    for (const line of await invalid(fs.readFileSync(file, 'utf8'))) found.push(`${path.relative(site.folder, file)}:${line}`);
  }
  assert.deepEqual(found, []);
});

test('no link inside the site leads nowhere', () => {
  assert.deepEqual(brokenLinks(site.folder, origin), []);
});

test('no page holds style or script of its own', () => {
  for (const file of htmlFiles(site.folder)) {
    const html = fs.readFileSync(file, 'utf8');
    assert.doesNotMatch(html, /<style|\sstyle="|\son[a-z]+="|<script(?! src=")|javascript:/, file);
  }
});

test('each page names its translation, and that one names it back', () => {
  for (const file of htmlFiles(site.folder)) {
    const html = fs.readFileSync(file, 'utf8');
    if (file.endsWith('404.html')) continue;
    const own = `${origin}/${path.relative(site.folder, file).replace(/index\.html$/, '')}`;
    const alternate = (language) => new RegExp(`<link rel="alternate" hreflang="${language}" href="([^"]*)">`).exec(html)?.[1];
    const language = /<html lang="(da|en)">/.exec(html)[1];
    assert.equal(/<link rel="canonical" href="([^"]*)">/.exec(html)?.[1], own);
    assert.equal(alternate(language), own);
    const other = path.join(site.folder, new URL(alternate(language === 'da' ? 'en' : 'da')).pathname, 'index.html');
    assert.ok(fs.readFileSync(other, 'utf8').includes(`href="${own}">`), `${other} does not name ${own}`);
  }
});

test('the sitemap names every page once', () => {
  const sitemap = fs.readFileSync(path.join(site.folder, 'sitemap.xml'), 'utf8');
  const named = [...sitemap.matchAll(/<loc>([^<]*)<\/loc>/g)].map((match) => match[1]).sort();
  const pages = htmlFiles(site.folder)
    .filter((file) => !file.endsWith('404.html'))
    .map((file) => `${origin}/${path.relative(site.folder, file).replace(/index\.html$/, '')}`)
    .sort();
  assert.deepEqual(named, pages);
});

test('the checks notice pages that are broken on purpose', async () => {
  const folder = path.join(site.out, 'broken');
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'index.html'),
    '<p id="here"><a href="/nowhere/">a</a><a href="#gone">b</a><a href="#here">c</a><a href="http://plain.example/">d</a>');
  assert.deepEqual(brokenLinks(folder, origin), [
    'index.html: /nowhere/: no such page',
    'index.html: #gone: no such anchor',
    'index.html: http://plain.example/: not an address to link to',
  ]);
  const lines = await invalid('<!DOCTYPE html>\n<html lang="da"><head><title>x</title></head><body><p><div id="a"></div><b id="a"></b></body></html>\n');
  assert.ok(lines.some((line) => line.includes('no-dup-id')), lines.join('\n'));
});
