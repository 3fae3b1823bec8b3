// The editors' preview: shows a new build at once, and lays what is wrong over the last good page. Never published.
(() => {
  'use strict';

  const words = {
    da: { title: 'Her er noget, der skal rettes', lead: 'Siden nedenunder er den sidste, der var i orden.', hide: 'Skjul' },
    en: { title: 'Something must be mended', lead: 'The page below is the last one that was in order.', hide: 'Hide' },
  };
  const text = words[document.documentElement.lang] ?? words.en;
  const own = new URL(document.currentScript.src);
  const shown = own.searchParams.get('pages');
  let overlay = null;

  const element = (name, className, content) => {
    const made = document.createElement(name);
    made.className = className;
    if (content) made.textContent = content;
    return made;
  };

  const lay = (problems) => {
    overlay?.remove();
    overlay = null;
    if (!problems) return;
    if (!shown) {
      // There has been no good page yet, and this one only holds the problems.
      document.querySelector('pre').textContent = problems;
      return;
    }
    overlay = element('section', 'preview-problems');
    overlay.setAttribute('role', 'alert');
    overlay.setAttribute('aria-label', text.title);
    const hide = element('button', 'preview-problems__hide', text.hide);
    hide.type = 'button';
    hide.addEventListener('click', () => lay(''));
    const list = element('pre', 'preview-problems__list', problems);
    list.tabIndex = 0;
    list.lang = 'en';
    overlay.append(element('p', 'preview-problems__title', text.title), element('p', '', text.lead), list, hide);
    document.body.append(overlay);
  };

  const follow = () => {
    const events = new EventSource(new URL('events', own));
    events.onmessage = ({ data }) => {
      const state = JSON.parse(data);
      if (state.pages !== shown) {
        events.close();
        location.reload();
      } else {
        lay(state.problems);
      }
    };
    // A connection that broke is taken up again by the browser; one that was refused is not.
    events.onerror = () => {
      if (events.readyState === EventSource.CLOSED) setTimeout(follow, 1000);
    };
    // A page that is kept for "back" must not hold a connection.
    addEventListener('pagehide', () => events.close(), { once: true });
    addEventListener('pageshow', ({ persisted }) => persisted && location.reload(), { once: true });
  };
  follow();
})();
