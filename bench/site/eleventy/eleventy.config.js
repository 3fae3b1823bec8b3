const { escaped, list, origin, root, siteTitle, words } = require('./page.js');

module.exports = (config) => {
  config.addGlobalData('layout', 'single.11ty.js');
  config.addGlobalData('eleventyComputed.lang', () => (data) => (data.page.inputPath.includes('/content/en/') ? 'en' : 'da'));
  config.addGlobalData('permalink', () => (data) => {
    const [, lang, rest] = data.page.filePathStem.match(/^\/(da|en)\/(.*)$/);
    return `${root(lang)}${rest}/`;
  });
  for (const lang of ['da', 'en']) {
    config.addCollection(lang, (api) => api.getFilteredByGlob(`content/${lang}/**/*.md`));
    // What is not an item: lists, and files for machines.
    const add = (name, permalink, render) => config.addTemplate(`${lang}-${name}.11ty.js`, {
      data: () => ({ layout: null, permalink, eleventyExcludeFromCollections: true }),
      render: ({ collections }) => render(collections, collections[lang]),
    });
    for (const section of ['services', 'authorities', 'faq']) {
      const url = `${root(lang)}${section}/`;
      add(section, `${url}index.html`, (collections, items) =>
        list({ lang, title: words[lang][section], url, items: items.filter((item) => item.data.section === section), collections }));
    }
    add('start', `${root(lang)}index.html`, (collections, items) =>
      list({ lang, title: siteTitle[lang], url: root(lang), items: items.filter(({ data }) => ['areas', 'packages'].includes(data.section)), collections }));
    add('feed', `${root(lang)}feed.xml`, (collections, items) => `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>${siteTitle[lang]}</title><id>${origin}${root(lang)}</id>
${items.map(({ url, data }) => `<entry><title>${escaped(data.title)}</title><id>${origin}${url}</id><link href="${origin}${url}"/><summary>${escaped(data.summary)}</summary></entry>\n`).join('')}</feed>
`);
    add('search', `${root(lang)}index.json`, (collections, items) => JSON.stringify(items.map(({ url, data, content }) =>
      ({ title: data.title, href: url, summary: data.summary, keywords: data.keywords, text: content.replace(/<[^>]*>/g, '') }))));
  }
  config.addTemplate('sitemap.11ty.js', {
    data: () => ({ layout: null, permalink: '/sitemap.xml', eleventyExcludeFromCollections: true }),
    render: ({ collections }) => `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${['da', 'en'].flatMap((lang) => collections[lang]).map(({ url }) => `<url><loc>${origin}${url}</loc></url>\n`).join('')}</urlset>
`,
  });
  return { dir: { input: 'content', includes: '../_includes', output: 'public' }, markdownTemplateEngine: false };
};
