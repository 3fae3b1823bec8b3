// Finds links inside a built site that lead nowhere.
import fs from 'node:fs';
import path from 'node:path';

const attribute = /<[a-z][^>]*?\s(?:href|src)="([^"]*)"/g;

function decode(text) {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>');
}

export function htmlFiles(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return htmlFiles(full);
    return entry.name.endsWith('.html') ? [full] : [];
  });
}

// One line for each broken link or missing anchor: "index.html: /nowhere/: no such page". Addresses of other sites are not
// followed; they must be https, mailto or tel.
export function brokenLinks(folder, siteOrigin) {
  const ids = new Map();
  const idsOf = (file) => {
    if (!ids.has(file)) ids.set(file, new Set([...fs.readFileSync(file, 'utf8').matchAll(/\sid="([^"]*)"/g)].map((m) => m[1])));
    return ids.get(file);
  };
  const broken = [];
  for (const file of htmlFiles(folder)) {
    const name = path.relative(folder, file);
    const base = `${siteOrigin}/${name.replace(/index\.html$/, '')}`;
    for (const match of fs.readFileSync(file, 'utf8').matchAll(attribute)) {
      const written = decode(match[1]);
      const url = new URL(written, base);
      if (url.origin !== siteOrigin) {
        if (!['https:', 'mailto:', 'tel:'].includes(url.protocol)) broken.push(`${name}: ${written}: not an address to link to`);
        continue;
      }
      let target = path.join(folder, decodeURIComponent(url.pathname));
      if (url.pathname.endsWith('/')) target = path.join(target, 'index.html');
      if (!fs.existsSync(target) || fs.statSync(target).isDirectory()) {
        broken.push(`${name}: ${written}: no such page`);
      } else if (url.hash && !idsOf(target).has(decodeURIComponent(url.hash.slice(1)))) {
        broken.push(`${name}: ${written}: no such anchor`);
      }
    }
  }
  return broken;
}
