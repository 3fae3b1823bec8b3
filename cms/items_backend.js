// What Decap CMS reads and writes with, for items of several files. It knows an entry as one file; here a new entry becomes
// all files of the item, and an English text that is not there yet can be opened, and is there when it has been saved.
import { newItem, newTranslation } from './new_item.js';

// Changes `files`, the backend of Decap CMS that asks decap-server, and returns it. `collections`: as configured. `newItems`:
// by collection, the files of a new item beside its Danish text. `formOf()`: what stands in the form that is being saved.
export function itemsBackend(files, { collections, newItems, formOf }) {
  const { persistEntry, entriesByFolder, getEntry } = files;

  files.persistEntry = async (entry, options) => {
    if (!options.newEntry) return persistEntry.call(files, entry, options);
    const { name, folder, fields } = collections.find((each) => each.name === options.collectionName);
    const form = formOf();
    const { slug } = entry.dataFiles[0];
    const made = Object.entries(await newItem(form, fields, newItems[name]));
    const dataFiles = made.map(([file, raw]) => ({ path: `${folder}/${form.id}/${file}`, slug, raw }));
    // decap-server writes over what is there.
    const there = await files.entriesByFiles(dataFiles.map(({ path }) => ({ path })));
    if (there.some(({ data }) => data !== null)) throw new Error(`id'et "${form.id}" er brugt i forvejen. Vælg et andet.`);
    return persistEntry.call(files, { ...entry, dataFiles }, options);
  };

  const missingEnglish = async (danish) => {
    const path = danish.file.path.replace(/da\.md$/, 'en.md');
    const { name } = collections.find((each) => each.name in newItems && path.startsWith(`${each.folder}/`));
    return { data: await newTranslation(danish.data, newItems[name]['en.md']), file: { path, id: null } };
  };

  files.entriesByFolder = async (folder, extension, depth) => {
    const entries = await entriesByFolder.call(files, folder, extension, depth);
    const paths = new Set(entries.map(({ file }) => file.path));
    const alone = entries.filter(({ file }) => file.path.endsWith('/da.md') && !paths.has(file.path.replace(/da\.md$/, 'en.md')));
    return [...entries, ...(await Promise.all(alone.map(missingEnglish)))];
  };

  files.getEntry = async (path) => {
    const entry = await getEntry.call(files, path);
    if (entry.data !== null || !path.endsWith('/en.md')) return entry;
    const danish = await getEntry.call(files, path.replace(/en\.md$/, 'da.md'));
    return danish.data === null ? entry : missingEnglish(danish);
  };

  return files;
}
