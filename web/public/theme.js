// Sets the colour scheme before the first paint, so that a dark page never flashes white.
// A file of its own, and a classic script, because the page's policy forbids inline scripts.
// The module src/app/theme/theme.ts owns the rules; this is its first line of work.
(() => {
  let choice = 'system';
  try {
    choice = localStorage.getItem('theme') ?? 'system';
  } catch {
    // Storage can be denied; the system's scheme is the answer then.
  }
  const dark =
    choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
