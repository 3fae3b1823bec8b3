// The site's own scripts as modules: the project's package.json leaves .js to be CommonJS, browsers read these as
// modules, so tests load them from a folder that says so.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './site_under_test.mjs';

const source = path.join(projectRoot, 'templates/assets');
let folder;

export function importAsset(name) {
  if (!folder) {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'indgang-assets-'));
    process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
    fs.writeFileSync(path.join(folder, 'package.json'), '{"type": "module"}');
    for (const file of fs.readdirSync(source)) if (file.endsWith('.js')) fs.copyFileSync(path.join(source, file), path.join(folder, file));
  }
  return import(pathToFileURL(path.join(folder, name)).href);
}
