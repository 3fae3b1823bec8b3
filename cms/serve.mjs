// Serves the editor to this machine: `node cms/serve.mjs PORT CONFIG_FILE`. Only files that the page needs.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const [port, config] = process.argv.slice(2);
const decap = path.join(here, 'node_modules/decap-cms/dist');
const files = new Map([
  ['/', [path.join(here, 'index.html'), 'text/html; charset=utf-8']],
  ['/editor.js', [path.join(here, 'editor.js'), 'text/javascript; charset=utf-8']],
  ['/manual.js', [path.join(here, 'manual.js'), 'text/javascript; charset=utf-8']],
  ['/values.js', [path.join(here, 'values.js'), 'text/javascript; charset=utf-8']],
  ['/config.json', [config, 'application/json']],
]);
for (const name of fs.readdirSync(decap)) {
  if (name.endsWith('.js')) files.set(`/decap/${name}`, [path.join(decap, name), 'text/javascript; charset=utf-8']);
  if (name.endsWith('.wasm')) files.set(`/decap/${name}`, [path.join(decap, name), 'application/wasm']);
}

const server = http.createServer((request, response) => {
  // Another name in Host means that a foreign page made the browser come here.
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  const found = files.get(request.url.replace(/\?.*$/, ''));
  if (host !== 'localhost' && host !== '127.0.0.1') {
    response.writeHead(421).end();
  } else if (!found || request.method !== 'GET') {
    response.writeHead(404).end();
  } else {
    response.writeHead(200, { 'Content-Type': found[1], 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    fs.createReadStream(found[0]).pipe(response);
  }
});
server.on('error', (error) => {
  console.error(`cms: ${error.message}`);
  process.exit(2);
});
server.listen(Number(port), '127.0.0.1');
