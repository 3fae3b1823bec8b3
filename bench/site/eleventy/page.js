// The parts that every page has, as in the other generators' templates.
const words = require('./strings.json');

const origin = 'https://indgang.fjordby.example';
const siteTitle = { da: 'Indgang for virksomheder', en: 'One entry for companies' };
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text) => String(text ?? '').replace(/[&<>"']/g, (c) => entities[c]);
const icon = (name) => `<svg class="icon-svg" focusable="false" aria-hidden="true"><use href="/assets/icons.svg#${name}"></use></svg>`;
const root = (lang) => (lang === 'en' ? '/en/' : '/');

function head(page) {
  const { lang, title, summary, url, area } = page;
  const t = words[lang];
  const danish = url.replace(/^\/en\//, '/');
  const english = '/en' + danish;
  const crumbs = [
    { '@type': 'ListItem', position: 1, name: t.home, item: origin + root(lang) },
    { '@type': 'ListItem', position: 2, name: title, item: origin + url },
  ];
  const script = (data) => `<script type="application/ld+json">${JSON.stringify(data).replace(/</g, '\\u003c')}</script>\n`;
  const service = page.section === 'services' && page.authority
    ? script({ '@context': 'https://schema.org', '@type': 'GovernmentService', name: title, description: summary, url: origin + url,
        provider: { '@type': 'GovernmentOrganization', name: page.authority.name, telephone: page.authority.phone, email: page.authority.email } })
    : '';
  return `<!DOCTYPE html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} – ${siteTitle[lang]}</title>
<meta name="description" content="${escaped(summary)}">
<link rel="canonical" href="${origin}${url}">
<link rel="alternate" hreflang="da" href="${origin}${danish}">
<link rel="alternate" hreflang="en" href="${origin}${english}">
<meta property="og:type" content="website">
<meta property="og:site_name" content="${siteTitle[lang]}">
<meta property="og:url" content="${origin}${url}">
<meta property="og:title" content="${escaped(title)}">
<meta property="og:description" content="${escaped(summary)}">
<link rel="alternate" type="application/atom+xml" title="${t.news}" href="${root(lang)}feed.xml">
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/site.css">
<script src="/assets/site.js" defer></script>
${script({ '@context': 'https://schema.org', '@type': 'BreadcrumbList', itemListElement: crumbs })}${service}</head>
<body>
<a class="skipnav" href="#main_content">${t.skip}</a>
<header class="site-header">
<div class="container site-header__top">
<a class="site-brand" href="${root(lang)}">
<svg class="site-brand__mark" viewBox="0 0 40 40" width="40" height="40" focusable="false" aria-hidden="true"><rect width="40" height="40" rx="9"></rect><path d="M11 31V15a9 9 0 0 1 18 0v16h-6V16a3 3 0 0 0-6 0v15z"></path></svg>
<span><span class="site-brand__title">${siteTitle[lang]}</span> <span class="site-brand__owner">Fjordby Kommune</span></span>
</a>
<form class="search-form site-search" role="search" action="${root(lang)}search/">
<label class="sr-only" for="site_search">${t.search}</label>
<input class="form-input" type="search" id="site_search" name="q" placeholder="${t.search}" autocomplete="off">
<button class="search-form__button" type="submit">${icon('search')}<span class="sr-only">${t.search}</span></button>
</form>
<a class="language-link" href="${lang === 'da' ? english : danish}" lang="${lang === 'da' ? 'en' : 'da'}">${icon('language')}${lang === 'da' ? 'English' : 'Dansk'}</a>
</div>
<nav class="site-nav" aria-label="${t.menu}">
<div class="container">
<ul class="no-max-width">
<li><a href="${root(lang)}#start_packages">${t.packages}</a></li>
<li><a href="${root(lang)}services/">${t.services}</a></li>
<li><a href="${root(lang)}faq/">${t.faq}</a></li>
<li><a href="#site_contact">${t.contact}</a></li>
</ul>
</div>
</nav>
</header>
<div class="container">
<nav class="breadcrumbs" aria-label="${t.menu}">
<ol class="breadcrumbs__list">
<li class="breadcrumbs__list-item"><a class="breadcrumbs__link" href="${root(lang)}">${t.home}</a> ${icon('chevron-right')}</li>
${area ? `<li class="breadcrumbs__list-item"><a class="breadcrumbs__link" href="${area.href}">${escaped(area.title)}</a> ${icon('chevron-right')}</li>` : ''}
<li class="breadcrumbs__list-item" aria-current="page">${escaped(title)}</li>
</ol>
</nav>
</div>
`;
}

const desk = (lang) => `<p class="contact-box__name"><a href="${root(lang)}authorities/authority-1/">Erhvervsservice</a></p>
<ul class="contact-lines no-max-width">
<li>${icon('smartphone')}<span class="sr-only">${words[lang].phone}: </span><a href="tel:+4570000010">+45 70 00 00 10</a></li>
<li>${icon('email')}<span class="sr-only">${words[lang].email}: </span><a href="mailto:erhverv@fjordby.example">erhverv@fjordby.example</a></li>
<li>${icon('location')}<span class="sr-only">${words[lang].address}: </span><span>Torvet 1, 9999 Fjordby</span></li>
</ul>
`;

// Made once a language.
const feet = {};
function foot(lang, collections) {
  const t = words[lang];
  const link = (item) => `<li><a href="${item.url}">${escaped(item.data.title)}</a></li>\n`;
  const wanted = (test) => collections[lang].filter((item) => test(item.data)).map(link).join('');
  return (feet[lang] ??= `<footer class="site-footer">
<div class="container">
<div class="site-footer__columns">
<div id="site_contact">
<h2>${t.contact}</h2>
${desk(lang)}</div>
<nav aria-labelledby="site_find_title">
<h2 id="site_find_title">${t.find}</h2>
<ul>
${wanted((data) => data.section === 'packages' && data.trade)}<li><a href="${root(lang)}services/">${t.services}</a></li>
<li><a href="${root(lang)}authorities/">${t.authorities}</a></li>
<li><a href="${root(lang)}faq/">${t.faq}</a></li>
</ul>
</nav>
<nav aria-labelledby="site_about_title">
<h2 id="site_about_title">${t.about}</h2>
<ul>
${wanted((data) => data.section === '')}</ul>
</nav>
</div>
<p class="site-footer__revision">Fjordby Kommune</p>
</div>
</footer>
</body>
</html>
`);
}

function single(data) {
  const { lang } = data;
  const t = words[lang];
  const who = data.authority;
  const facts = data.cost
    ? `<aside class="facts" aria-labelledby="section_facts">
<h2 id="section_facts">${t.facts}</h2>
<dl>
<div><dt>${icon('time')}${t.time}</dt><dd>${escaped(data.time)}</dd></div>
<div><dt>${icon('payments')}${t.cost}</dt><dd>${escaped(data.cost)}</dd></div>
<div><dt>${icon('groups')}${t.authority}</dt><dd><a href="${who.href}">${escaped(who.name)}</a></dd></div>
</dl>
<p><a class="button button-primary" href="https://virk.dk">${t.go_to} virk.dk</a></p>
</aside>
` : '';
  const need = data.need ? `<section aria-labelledby="section_need"><h2 id="section_need">${t.need}</h2><p>${escaped(data.need)}</p></section>\n` : '';
  const apply = data.how
    ? `<section aria-labelledby="section_apply"><h2 id="section_apply">${t.apply}</h2><p>${escaped(data.how)}</p><p>${t.go_to} <a href="https://virk.dk">virk.dk</a></p></section>
<section aria-labelledby="section_time"><h2 id="section_time">${t.time}</h2><dl class="fact-rows"><div><dt>${t.time}</dt><dd>${escaped(data.time)}</dd></div></dl></section>
<section aria-labelledby="section_cost"><h2 id="section_cost">${t.cost}</h2><p>${escaped(data.cost)}</p></section>
<section aria-labelledby="section_law"><h2 id="section_law">${t.law}</h2><ul><li>${t.order}</li></ul></section>
` : '';
  const contact = who
    ? `<section aria-labelledby="section_who">
<h2 id="section_who">${t.who}</h2>
<div class="contact-box">
<p class="contact-box__name"><a href="${who.href}">${escaped(who.name)}</a></p>
<ul class="contact-lines no-max-width">
<li>${icon('smartphone')}<span class="sr-only">${t.phone}: </span><a href="tel:${who.phone}">${who.phone}</a></li>
<li>${icon('email')}<span class="sr-only">${t.email}: </span><a href="mailto:${who.email}">${who.email}</a></li>
<li>${icon('location')}<span class="sr-only">${t.address}: </span><span>${escaped(who.address)}</span></li>
<li>${icon('time')}<span class="sr-only">${t.hours}: </span><span>${escaped(who.hours)}</span></li>
</ul>
</div>
</section>
` : '';
  const lists = ['packages', 'before', 'after'].filter((name) => data[name]).map((name) => `<section aria-labelledby="section_${name}">
<h2 id="section_${name}">${t[name]}</h2>
<ul class="link-list">${data[name].map((link) => `<li><a href="${link.href}">${escaped(link.title)}</a></li>\n`).join('')}</ul>
</section>
`).join('');
  const services = data.services
    ? `<ul class="service-list">
${data.services.map((s) => `<li><a href="${s.href}">${escaped(s.title)}</a><p>${escaped(s.summary)}</p><p>${t.time}: ${escaped(s.time)}. ${t.cost}: ${escaped(s.cost)}</p></li>\n`).join('')}</ul>
` : '';
  return `${head({ ...data, url: data.page.url })}<main id="main_content" class="container" tabindex="-1">
<p class="kind">${t.kind}</p>
<h1>${escaped(data.title)}</h1>
<p class="font-lead">${escaped(data.summary)}</p>
<div class="with-aside">
${facts}<div class="with-aside__main">
${need}<div class="guide">
${data.content}
</div>
${apply}${contact}${lists}${services}<section class="ask" aria-labelledby="section_ask">
<h2 id="section_ask">${t.ask}</h2>
${desk(lang)}</section>
<section class="provenance" aria-labelledby="section_sources">
<h2 id="section_sources">${t.sources}</h2>
<ul><li><a href="https://www.retsinformation.dk">Retsinformation</a> – ${t.checked}</li></ul>
<p>${t.review}${who ? ` ${escaped(who.name)}` : ''}.</p>
</section>
</div>
</div>
</main>
${foot(lang, data.collections)}`;
}

function list({ lang, title, url, items, collections }) {
  const t = words[lang];
  const sorted = [...items].sort((a, b) => (a.data.title < b.data.title ? -1 : 1));
  return `${head({ lang, title, summary: title, url })}<main id="main_content" class="container" tabindex="-1">
<h1>${title}</h1>
<ul class="service-list">
${sorted.map(({ url: href, data }) => `<li><a href="${href}">${escaped(data.title)}</a><p>${escaped(data.summary)}</p>${data.cost ? `<p>${t.time}: ${escaped(data.time)}. ${t.cost}: ${escaped(data.cost)}</p>` : ''}</li>\n`).join('')}</ul>
</main>
${foot(lang, collections)}`;
}

module.exports = { escaped, list, origin, root, single, siteTitle, words };
