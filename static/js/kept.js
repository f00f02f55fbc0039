"use strict";
// Long forms with a button: what is sent is kept in this tab until a page for somebody signed in has answered. Whoever was
// signed out meanwhile finds their words again after signing in. Forms that save by themselves do this in autosave.js.
(() => {
  const { words, all, announce } = window.ish;
  const PREFIX = "ish-sent:";
  const user = document.body.dataset.user;
  const keys = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  const kept = (field) => field.name && field.name !== "csrfmiddlewaretoken"
    && !["password", "file", "submit", "button"].includes(field.type);
  const typed = "textarea, input[type='text'], input[type='email'], input[type='tel']";
  const eligible = (form) => form.method === "post" && !form.matches("[data-autosave]") && form.closest("main")
    && form.querySelector(typed) && !form.querySelector("input[type='password']");
  const fieldsOf = (form) => Array.from(form.elements).filter(kept);
  const isTick = (field) => ["checkbox", "radio"].includes(field.type);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !user || !eligible(form)) return;
    const values = fieldsOf(form).map((field) => (isTick(field) ? field.checked : field.value));
    const names = fieldsOf(form).map((field) => field.name);
    const path = new URL(form.action, location.href).pathname;
    try {
      sessionStorage.setItem(`${PREFIX}${path}`, JSON.stringify({ user, names, values, lost: false }));
    } catch { /* storage may be full or forbidden; the form is sent all the same */ }
  });

  // An answer without a user is the sign-in page: what was on its way did not arrive.
  function markLost() {
    for (const key of keys()) {
      sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(sessionStorage.getItem(key)), lost: true }));
    }
  }

  function bringBack(key, draft) {
    if (key !== PREFIX + location.pathname) return;
    const form = all("main form").find((one) => eligible(one)
      && fieldsOf(one).map((field) => field.name).join() === draft.names.join());
    if (!form) return;
    fieldsOf(form).forEach((field, index) => {
      if (isTick(field)) field.checked = draft.values[index];
      else field.value = draft.values[index];
    });
    sessionStorage.removeItem(key);
    const note = document.createElement("p");
    note.className = "notice notice-info";
    note.textContent = words.restored;
    form.prepend(note);
    announce(words.restored);
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!user) return markLost();
    for (const key of keys()) {
      const draft = JSON.parse(sessionStorage.getItem(key));
      if (!draft.lost || draft.user !== user) sessionStorage.removeItem(key);
      else bringBack(key, draft);
    }
  });

  // Pages of the handbook that a person keeps on this device (handbook.js) go when they sign out, or when somebody else signs in.
  // What a guest keeps belongs to nobody.
  async function forgetPages(keep) {
    for (const name of await window.caches?.keys() ?? []) {
      if (name.startsWith("ish-handbook:user-") && name.split(":")[1] !== keep) await caches.delete(name);
    }
  }
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-forget-drafts]")) forgetPages(); });
  document.addEventListener("DOMContentLoaded", () => forgetPages(`user-${user}`));
})();
