// All pages as files: valid HTML, no dead links, nothing inline, translations that point at each other.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { htmlRules } from './html_rules.mjs';
import { brokenLinks, htmlFiles } from './links.mjs';
import { buildSite, projectRoot } from './site_under_test.mjs';

let site, origin;
const validator = new HtmlValidate(new StaticConfigLoader(htmlRules));

before(() => {
  site = buildSite();
  origin = new URL(/Sitemap: (\S+)/.exec(fs.readFileSync(path.join(site.folder, 'robots.txt'), 'utf8'))[1]).origin;
});
after(() => site?.remove());

// An alias: a page that only leads to another one.
function leadsOn(file) {
  return fs.readFileSync(file, 'utf8').includes('http-equiv="refresh"');
}

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
    assert.doesNotMatch(html, /<style|\sstyle="|\son[a-z]+="|<script(?! src="| type="application\/ld\+json">)|javascript:/, file);
  }
});

// Classes of the design system on pages, or made by scripts, for which the site's style sheet has no rule.
function unstyled(pages, css, whole) {
  const classes = (sheet) => new Set(sheet.replace(/\([^)]*\)|\[[^\]]*\]/g, '').match(/\.[A-Za-z_][\w-]*/g)?.map((name) => name.slice(1)));
  const has = classes(css);
  const known = classes(whole);
  const used = new Set(pages.flatMap((html) => [...html.matchAll(/class="([^"]*)"|'((?:button|badge|alert|table|details|form|icon)[\w -]*)'/g)])
    .flatMap(([, attribute, word]) => (attribute ?? word).split(/\s+/)));
  return [...used].filter((name) => known.has(name) && !has.has(name));
}

test('the style sheet keeps every class of the design system that is used', () => {
  const read = (file) => fs.readFileSync(file, 'utf8');
  const assets = path.join(site.folder, 'assets');
  const scripts = fs.readdirSync(assets).filter((name) => name.endsWith('.js')).map((name) => read(path.join(assets, name)));
  const pages = [...htmlFiles(site.folder).map(read), ...scripts];
  const css = read(path.join(assets, fs.readdirSync(assets).find((name) => name.endsWith('.css'))));
  const whole = read(path.join(projectRoot, 'node_modules/dkfds/dist/css/dkfds.min.css'));
  assert.deepEqual(unstyled(pages, css, whole), []);
  assert.deepEqual(unstyled([...pages, '<p class="badge badge-success x">'], css, whole), ['badge-success']);
});

test('each page names its translation, and that one names it back', () => {
  for (const file of htmlFiles(site.folder)) {
    const html = fs.readFileSync(file, 'utf8');
    if (file.endsWith('404.html') || leadsOn(file)) continue;
    const own = `${origin}/${path.relative(site.folder, file).replace(/index\.html$/, '')}`;
    const alternate = (language) => new RegExp(`<link rel="alternate" hreflang="${language}" href="([^"]*)">`).exec(html)?.[1];
    const language = /<html lang="(da|en)">/.exec(html)[1];
    assert.equal(/<link rel="canonical" href="([^"]*)">/.exec(html)?.[1], own);
    assert.equal(alternate(language), own);
    const other = path.join(site.folder, new URL(alternate(language === 'da' ? 'en' : 'da')).pathname, 'index.html');
    assert.ok(fs.readFileSync(other, 'utf8').includes(`href="${own}">`), `${other} does not name ${own}`);
  }
});

test('every alias leads to a page that exists, and names it as the real one', () => {
  const aliases = htmlFiles(site.folder).filter(leadsOn);
  assert.ok(aliases.length >= 3, `${aliases.length} aliases`);
  for (const file of aliases) {
    const html = fs.readFileSync(file, 'utf8');
    const target = /content="0; url=([^"]*)"/.exec(html)[1];
    assert.ok(fs.existsSync(path.join(site.folder, target, 'index.html')), `${file} leads to ${target}`);
    assert.equal(/<link rel="canonical" href="([^"]*)">/.exec(html)[1], origin + target);
  }
});

test('structured data can be read, and its addresses are the page\'s', () => {
  const types = new Set();
  for (const file of htmlFiles(site.folder)) {
    const html = fs.readFileSync(file, 'utf8');
    for (const [, text] of html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)) {
      const data = JSON.parse(text);
      types.add(data['@type']);
      if (data.url) assert.ok(html.includes(`<link rel="canonical" href="${data.url}">`), file);
    }
  }
  assert.deepEqual([...types].sort(), ['BreadcrumbList', 'FAQPage', 'GovernmentService']);
});

test('the sitemap names every page once', () => {
  const sitemap = fs.readFileSync(path.join(site.folder, 'sitemap.xml'), 'utf8');
  const named = [...sitemap.matchAll(/<loc>([^<]*)<\/loc>/g)].map((match) => match[1]).sort();
  const pages = htmlFiles(site.folder)
    .filter((file) => !file.endsWith('404.html') && !leadsOn(file))
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
