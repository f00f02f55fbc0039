"use strict";
// Next and previous student by the arrow keys, as long as nothing is being typed or chosen.
(() => {
  const busy = (target) => target.closest?.("input, select, textarea, [contenteditable], [role='region']");
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || busy(event.target)) return;
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const link = rel && document.querySelector(`a[rel="${rel}"]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
})();
