// What a page costs its first visitor, and what Lighthouse says of it as on a phone: node bench/page/measure.mjs SITE,
// where SITE is the folder that "sitegen build --out" made. INDGANG_BIN names the folder with sitegen.
//
// sitegen serves the site with the headers of production; in front of it stands a proxy that compresses as deploy/nginx.conf
// does. The target ends in "W1: measured X (target Y) met|short".
import http from 'node:http';
import zlib from 'node:zlib';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { serve } from '../../tests/web/site_under_test.mjs';

// The page whose transfer is the target, and others that people begin at.
const guide = 'services/outdoor-serving/';
const pages = { guide, package: 'packages/cafe-and-restaurant/', search: 'search/', 'search for a word': 'search/?q=alkohol', start: '' };
const languages = { da: '/', en: '/en/' };
const targetBytes = 100 * 1024;
const compressible = /^(text\/|application\/(javascript|json|xml|atom\+xml)|image\/svg\+xml)/;

// gzip in front of `origin`, at nginx's own level; resolves with the server.
function compressing(origin) {
  const proxy = http.createServer((request, response) => {
    const forwarded = http.request(origin + request.url, { method: request.method, headers: { accept: request.headers.accept ?? '*/*' } }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        const body = Buffer.concat(parts);
        const headers = { ...answer.headers };
        delete headers['transfer-encoding'];
        const gzip = compressible.test(headers['content-type'] ?? '') && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
        const sent = gzip ? zlib.gzipSync(body, { level: 1 }) : body;
        if (gzip) headers['content-encoding'] = 'gzip';
        headers['content-length'] = sent.length;
        response.writeHead(answer.statusCode, headers);
        response.end(sent);
      });
    });
    forwarded.on('error', () => response.destroy());
    forwarded.end();
  });
  return new Promise((resolve) => proxy.listen(0, '127.0.0.1', () => resolve(proxy)));
}

// One first visit with an empty cache.
async function visit(address, port) {
  const { lhr } = await lighthouse(address, { port, logLevel: 'silent', output: 'json', formFactor: 'mobile' });
  if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
  const requests = lhr.audits['network-requests'].details.items.filter((item) => item.url.startsWith('http'));
  const blocking = (lhr.audits['render-blocking-resources'].details?.items ?? []).map(({ url }) => url).filter((url) => url.endsWith('.js'));
  const scores = Object.entries(lhr.categories).map(([name, { score }]) => [name, Math.round(score * 100)]);
  const lost = Object.values(lhr.categories).flatMap(({ auditRefs }) =>
    auditRefs.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1)
      .map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? lhr.audits[id].score}`.trim()));
  return { requests, bytes: requests.reduce((sum, { transferSize }) => sum + transferSize, 0), blocking, scores, lost };
}

const out = process.argv[2];
if (!out) {
  console.error('usage: node bench/page/measure.mjs SITE');
  process.exit(2);
}
const server = await serve(out);
const proxy = await compressing(server.origin);
const chrome = await launch({ chromePath: '/usr/bin/chromium', chromeFlags: ['--headless=new', '--no-sandbox'], logLevel: 'silent' });
try {
  const origin = `http://127.0.0.1:${proxy.address().port}`;
  let worst = 0;
  const lowest = [];
  const blocking = new Set();
  console.log(`${'page'.padEnd(24)}  KiB  requests  ${'Lighthouse'}`);
  for (const [language, prefix] of Object.entries(languages)) {
    for (const [name, page] of Object.entries(pages)) {
      const found = await visit(origin + prefix + page, chrome.port);
      if (page === guide) worst = Math.max(worst, found.bytes);
      lowest.push(...found.scores.map(([, score]) => score));
      found.blocking.forEach((url) => blocking.add(url));
      const scores = found.scores.map(([category, score]) => `${category} ${score}`).join(', ');
      console.log(`${`${name}, ${language}`.padEnd(24)} ${(found.bytes / 1024).toFixed(1).padStart(5)} ${String(found.requests.length).padStart(8)}  ${scores}`);
      for (const line of found.lost) console.log(`${''.padEnd(24)} lost points: ${line}`);
      if (process.env.VERBOSE) for (const { url, transferSize } of found.requests) console.log(`    ${transferSize} ${url.slice(origin.length)}`);
    }
  }
  const verdict = (met) => (met ? 'met' : 'short');
  console.log(`W1 transfer: measured ${(worst / 1024).toFixed(1)} KiB (target 100.0) ${verdict(worst <= targetBytes)}: first visit of a guide, compressed, with fonts`);
  console.log(`W1 scripts: measured ${blocking.size} (target 0) ${verdict(blocking.size === 0)}: scripts that hold up the first picture`);
  console.log(`W1 lighthouse: measured ${Math.min(...lowest)} (target 100) ${verdict(Math.min(...lowest) === 100)}: lowest score of four categories, ${lowest.length / 4} pages`);
} finally {
  chrome.kill();
  proxy.close();
  await server.stop();
}
