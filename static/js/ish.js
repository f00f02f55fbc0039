"use strict";
// Small helps for every page. Nothing here is needed to use the product; each piece makes a plain page kinder.
(() => {
  const words = document.getElementById("words")?.dataset ?? {};
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  function announce(text) {
    const place = document.getElementById("announcer");
    if (!place) return;
    place.textContent = "";
    requestAnimationFrame(() => { place.textContent = text; });
  }

  // Menus are <details>: close them on Escape (focus goes back to the button) and on a click elsewhere.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest?.("details.menu[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  // After a failed submit the list of mistakes comes first, for eyes and for screen readers.
  function showErrorsFirst() {
    const summary = document.querySelector("[data-focus-first]:not([data-specimen] *)");
    if (!summary) return;
    summary.focus();
    document.title = `${words.error} ${document.title}`;
  }

  // A form is sent once, however often the button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of all("form[data-sent]")) delete form.dataset.sent;
    for (const button of all("[aria-busy='true']")) button.removeAttribute("aria-busy");
  });

  // "Select all" for the rows of a list.
  document.addEventListener("change", (event) => {
    const name = event.target.dataset?.checkAll;
    if (!name) return;
    const boxes = all(`input[type="checkbox"][name="${CSS.escape(name)}"]`);
    // a box may belong to the form by its attribute alone, from the middle of a table
    for (const box of boxes) if (box.form === event.target.form) box.checked = event.target.checked;
  });

  // Dialogs: a link with data-dialog-open shows the dialog; without script it simply leads to its page.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    const dialog = opener && document.getElementById(opener.dataset.dialogOpen);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
    if (event.target.closest("[data-dialog-close]")) {
      event.preventDefault();
      event.target.closest("dialog")?.close();
    }
  });

  // Focus survives a swap: the same element again, else the piece that was swapped in.
  let focused = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const active = document.activeElement;
    const inside = active && active !== document.body && event.detail.target.contains(active);
    focused = inside ? { id: active.id, name: active.name, value: active.value } : null;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!focused || (document.activeElement && document.activeElement !== document.body)) return;
    const root = event.detail.elt;
    const again = (focused.id && document.getElementById(focused.id))
      || (focused.name && all(`[name="${CSS.escape(focused.name)}"]`, root).find((one) => one.value === focused.value));
    focused = null;
    if (again) return again.focus();
    root.setAttribute("tabindex", "-1");
    root.focus({ preventScroll: true });
  });
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(name, (event) => {
      if (event.detail.elt.matches("form[data-autosave]")) return;
      announce(words.tryAgain);
      const note = document.createElement("div");
      note.className = "notice notice-error";
      note.textContent = words.tryAgain;
      document.getElementById("messages")?.replaceChildren(note);
    });
  }

  window.ish = { words, all, announce };
  document.addEventListener("DOMContentLoaded", showErrorsFirst);
})();
