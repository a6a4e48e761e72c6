// Runs before the first paint, so that a chosen theme does not flash; without a choice the system's theme holds.
(() => {
  const chosen = localStorage.getItem('whence.theme');
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
})();
