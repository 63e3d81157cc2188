// The page at /docs: search, and the entry that an address names is open.
// Without it the page has everything, and a browser's own search finds it.
(() => {
  const input = document.getElementById('search');
  const found = document.getElementById('found');
  const nothing = document.getElementById('nothing');
  const entries = [...document.querySelectorAll('[data-entry]')];
  const links = new Map(
    [...document.querySelectorAll('[data-for]')].map((link) => [link.dataset.for, link]),
  );

  const search = () => {
    const words = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const entry of entries) {
      const matches = words.every((word) => entry.dataset.words.includes(word));
      entry.hidden = !matches;
      const link = links.get(entry.id);
      if (link !== undefined) link.hidden = !matches;
      if (matches) count += 1;
    }
    for (const group of document.querySelectorAll('[data-group], [data-list]')) {
      group.hidden = group.querySelector(':is([data-entry], [data-for]):not([hidden])') === null;
    }
    found.textContent = words.length === 0 ? '' : `${count} found`;
    nothing.hidden = count > 0;
  };

  const show = () => {
    const entry = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!(entry instanceof HTMLDetailsElement)) return;
    if (entry.hidden) {
      input.value = '';
      search();
    }
    entry.open = true;
    entry.scrollIntoView();
  };

  input.addEventListener('input', () => {
    search();
    scrollTo(0, 0); // what is found begins at the top
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    input.value = '';
    search();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target === input) return;
    event.preventDefault();
    input.focus();
  });
  addEventListener('hashchange', show);
  if (input.value !== '') search(); // a browser that goes back fills it in
  show();
})();
