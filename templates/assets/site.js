// What the pages can do beyond showing text. Everything works without it.
(() => {
  'use strict';

  const fold = (text) =>
    text.toLowerCase().replaceAll('æ', 'ae').replaceAll('ø', 'oe').replaceAll('å', 'aa').normalize('NFD').replace(/\p{Mn}/gu, '');

  // The A-Å index: shows the services whose title or summary holds every word that is typed.
  const setUpFilter = (box) => {
    const input = box.querySelector('input');
    const none = box.querySelector('[data-filter-none]');
    const groups = [...document.querySelectorAll('[data-filter-group]')].map((group) => ({
      group,
      items: [...group.querySelectorAll('li')].map((item) => ({ item, text: fold(item.textContent) })),
    }));
    const letters = document.querySelector('.letters');
    const apply = () => {
      const words = fold(input.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const { group, items } of groups) {
        let here = 0;
        for (const { item, text } of items) {
          item.hidden = !words.every((word) => text.includes(word));
          if (!item.hidden) here += 1;
        }
        group.hidden = here === 0;
        shown += here;
      }
      letters.hidden = words.length > 0;
      none.textContent = shown === 0 ? none.dataset.filterNone : '';
    };
    input.addEventListener('input', apply);
    box.hidden = false;
    apply();
  };

  for (const box of document.querySelectorAll('[data-filter]')) setUpFilter(box);
})();
