// Serves the editor to this machine: `node cms/serve.mjs PORT SERVER_PORT SITEGEN PROJECT`. Only files that the page needs.
// SERVER_PORT is where decap-server writes the files; the forms are made by SITEGEN from PROJECT/content whenever the page is
// opened, so that they know what is there by then.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const [port, serverPort, sitegen, project] = process.argv.slice(2);
const decap = path.join(here, 'node_modules/decap-cms/dist');
const script = 'text/javascript; charset=utf-8';
const files = new Map([['/', [path.join(here, 'index.html'), 'text/html; charset=utf-8']]]);
for (const name of ['editor.js', 'items_backend.js', 'manual.js', 'new_item.js', 'values.js']) {
  files.set(`/${name}`, [path.join(here, name), script]);
}
for (const name of fs.readdirSync(decap)) {
  if (name.endsWith('.js')) files.set(`/decap/${name}`, [path.join(decap, name), script]);
  if (name.endsWith('.wasm')) files.set(`/decap/${name}`, [path.join(decap, name), 'application/wasm']);
}
const headers = (type) => ({ 'Content-Type': type, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });

function sendConfig(response) {
  const file = path.join(project, 'var/cms-config.json');
  execFile(sitegen, ['schema', '--content', path.join(project, 'content'), '--decap', file], (error, _, said) => {
    if (error) {
      console.error(`cms: ${said || error.message}`);
      response.writeHead(500, headers('text/plain; charset=utf-8')).end(said || error.message);
      return;
    }
    const config = JSON.parse(fs.readFileSync(file, 'utf8'));
    config.backend = { name: 'items', proxy_url: `http://localhost:${serverPort}/api/v1`, branch: 'main' };
    response.writeHead(200, headers('application/json')).end(JSON.stringify(config));
  });
}

const server = http.createServer((request, response) => {
  // Another name in Host means that a foreign page made the browser come here.
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  const url = request.url.replace(/\?.*$/, '');
  const found = files.get(url);
  if (host !== 'localhost' && host !== '127.0.0.1') {
    response.writeHead(421).end();
  } else if (request.method !== 'GET' || (!found && url !== '/config.json')) {
    response.writeHead(404).end();
  } else if (!found) {
    sendConfig(response);
  } else {
    response.writeHead(200, headers(found[1]));
    fs.createReadStream(found[0]).pipe(response);
  }
});
server.on('error', (error) => {
  console.error(`cms: ${error.message}`);
  process.exit(2);
});
server.listen(Number(port), '127.0.0.1');
