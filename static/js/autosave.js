"use strict";
// Forms that save by themselves. What is typed is kept in this tab (sessionStorage) until the server has said "saved", so that
// a lost connection or an ended session loses nothing; a form with data-lasting, which holds nothing sealed, keeps it for a day in
// this browser (localStorage), so that a browser that dies loses nothing either. The server's answer goes into the status line
// (a live region that stays) and swaps in the next version of the section.
(() => {
  const { words, all, announce } = window.ish;
  const WAIT_TYPING = 1500;
  const WAIT_RETRY = 15000;
  const PREFIX = "ish-draft:";
  const LASTS = 24 * 3600 * 1000;
  const states = new WeakMap();

  const keyOf = (form) => `${PREFIX}${document.body.dataset.user}:${location.pathname}:${form.id}`;
  const statusOf = (form) => document.getElementById(`${form.id}-status`);
  const versionOf = (form) => form.elements.version?.value;
  const storeOf = (form) => ("lasting" in form.dataset ? localStorage : sessionStorage);
  const kept = (field) => field.name && !["csrfmiddlewaretoken", "version", "typed_by"].includes(field.name)
    && !["password", "file", "submit", "button"].includes(field.type);

  function say(form, text, { problem = false, link = null } = {}) {
    const place = statusOf(form);
    if (!place) return;
    const line = document.createElement("span");
    line.textContent = text;
    if (problem) line.dataset.tone = "problem";
    place.replaceChildren(line);
    if (!link) return;
    const anchor = document.createElement("a");
    anchor.href = words.signedInUrl;
    anchor.target = "_blank";
    anchor.rel = "noopener";
    anchor.textContent = link;
    place.append(" ", anchor);
  }

  function valuesOf(form) {
    const values = {};
    for (const field of Array.from(form.elements).filter(kept)) {
      const list = (values[field.name] ??= []);
      if (["checkbox", "radio"].includes(field.type)) { if (field.checked) list.push(field.value); }
      else if (field.multiple) list.push(...Array.from(field.selectedOptions, (option) => option.value));
      else list.push(field.value);
    }
    return values;
  }

  function keepDraft(form, sent) {
    try {
      const draft = { version: versionOf(form), values: valuesOf(form), sent, at: Date.now() };
      storeOf(form).setItem(keyOf(form), JSON.stringify(draft));
    } catch { /* storage may be full or forbidden; saving itself goes on */ }
  }
  const dropDraft = (form) => storeOf(form).removeItem(keyOf(form));

  function fill(form, values) {
    for (const ranked of all("[data-ranked]", form)) {
      ranked.dispatchEvent(new CustomEvent("ish:order", { detail: values }));
    }
    const seen = {};
    for (const field of Array.from(form.elements).filter((one) => kept(one) && !one.closest("[data-ranked]"))) {
      const list = values[field.name];
      if (!list) continue;
      if (["checkbox", "radio"].includes(field.type)) field.checked = list.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = list.includes(option.value);
      else field.value = list[(seen[field.name] = (seen[field.name] ?? -1) + 1)] ?? field.value;
    }
  }

  // A draft that was on its way when the page was left has arrived if the version has moved on; otherwise bring it back.
  function restore(form) {
    if ("unsaved" in form.dataset) return edited(form, 3000);
    const raw = storeOf(form).getItem(keyOf(form));
    if (!raw) return;
    const draft = JSON.parse(raw);
    if (draft.sent && draft.version !== versionOf(form)) return dropDraft(form);
    if (JSON.stringify(draft.values) === JSON.stringify(valuesOf(form))) return dropDraft(form);
    fill(form, draft.values);
    if (form.elements.version && draft.version) form.elements.version.value = draft.version;
    say(form, words.restored);
    edited(form, 3000);
  }

  function edited(form, wait = WAIT_TYPING) {
    const state = states.get(form);
    state.edits += 1;
    keepDraft(form, false);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => save(form), wait);
  }

  function save(form) {
    const state = states.get(form);
    clearTimeout(state.timer);
    state.timer = null;
    if (form.isConnected && state.edits > state.saved) htmx.trigger(form, "autosave");
  }

  function trouble(form, text, options) {
    say(form, text, { problem: true, ...options });
    announce(text);
    const state = states.get(form);
    clearTimeout(state.timer);
    if (!options?.link) state.timer = setTimeout(() => save(form), WAIT_RETRY);
  }

  // Who has been signed out signs in again in a window of its own; this page then takes the new key of its forms and saves. Only
  // for the same person: what one typed is never saved in another's name.
  let asked = null;
  function whoIsIn() {
    asked ??= fetch(words.signedInUrl, { headers: { "HX-Request": "true" } })
      .then((answer) => (answer.ok ? answer.json() : null), () => null)
      .finally(() => { asked = null; });
    return asked;
  }

  async function goOn(form) {
    const state = states.get(form);
    const found = await whoIsIn();
    if (!found || !state.out) return;
    if (found.user !== document.body.dataset.user) return trouble(form, words.somebodyElse, { link: words.signIn });
    for (const field of all("input[name='csrfmiddlewaretoken']")) field.value = found.token;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": found.token }));
    state.out = false;
    state.renewed = true;
    save(form);
  }

  function signedOut(form) {
    const state = states.get(form);
    if (state.renewed) {
      state.renewed = false;
      return trouble(form, words.failed);
    }
    state.out = true;
    trouble(form, words.signedOut, { link: words.signIn });
    goOn(form); // perhaps somebody has signed in again elsewhere by now
  }

  function clearMarks(form) {
    for (const old of all("[data-autosave-error]", form)) old.remove();
    for (const field of all("[data-autosave-invalid]", form)) {
      field.removeAttribute("aria-invalid");
      field.setAttribute("aria-describedby", field.dataset.autosaveInvalid);
      delete field.dataset.autosaveInvalid;
    }
  }

  function markErrors(form, answer) {
    clearMarks(form);
    for (const item of all("[data-field]", answer)) {
      const field = document.getElementById(item.dataset.field);
      if (!field || !form.contains(field)) continue;
      const note = document.createElement("p");
      note.className = "field-error";
      note.dataset.autosaveError = "";
      note.id = `${field.id}_autosave_error`;
      note.textContent = `${words.error} ${item.dataset.message}`;
      field.before(note);
      field.dataset.autosaveInvalid = field.getAttribute("aria-describedby") ?? "";
      field.setAttribute("aria-describedby", `${field.dataset.autosaveInvalid} ${note.id}`.trim());
      field.setAttribute("aria-invalid", "true");
    }
  }

  function answered(form) {
    const state = states.get(form);
    const answer = statusOf(form).querySelector("[data-autosave-status]");
    markErrors(form, answer);
    state.saved = state.asked;
    state.out = state.renewed = false;
    if (answer.dataset.autosaveStatus === "saved" && state.edits === state.asked) dropDraft(form);
  }

  function listen(form) {
    const state = states.get(form);
    const own = (handler) => (event) => { if (event.detail.elt === form) handler(event); };
    form.addEventListener("input", () => edited(form));
    form.addEventListener("change", () => edited(form, 200));
    form.addEventListener("focusout", () => { if (state.edits > state.saved) save(form); });
    form.addEventListener("htmx:beforeRequest", own(() => {
      state.busy += 1;
      state.asked = state.edits;
      keepDraft(form, true);
      say(form, words.saving);
    }));
    form.addEventListener("htmx:afterRequest", own(() => {
      state.busy -= 1;
      setTimeout(() => {
        if (state.busy || !state.submitter) return;
        const submitter = state.submitter;
        state.submitter = null;
        form.requestSubmit(submitter === true ? undefined : submitter);
      }, 60);
    }));
    form.addEventListener("htmx:responseError", own((event) => {
      if ([401, 403].includes(event.detail.xhr.status)) signedOut(form);
      else trouble(form, words.failed);
    }));
    form.addEventListener("htmx:sendError", own(() => trouble(form, words.offline)));
    form.addEventListener("submit", (event) => {
      clearTimeout(state.timer);
      if (state.busy) {
        state.submitter = event.submitter ?? true;
        event.preventDefault();
        return;
      }
      if (state.edits > state.saved) keepDraft(form, true);
    });
  }

  // Swaps happen on the status line, so these two are heard on the document and led back to their form.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.requestConfig?.elt;
    if (!states.has(form)) return;
    const text = event.detail.xhr.responseText;
    if (text.includes("data-autosave-status") && !/<html/i.test(text)) return;
    if (event.detail.isError) return;
    event.detail.shouldSwap = false;
    keepDraft(form, false);
    signedOut(form);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const form = event.detail.requestConfig?.elt;
    if (states.has(form)) answered(form);
  });

  function enhance(form) {
    if (states.has(form) || !form.id) return;
    states.set(form, { edits: 0, asked: 0, saved: 0, busy: 0, timer: null, submitter: null, out: false, renewed: false });
    form.noValidate = true; // incomplete is allowed; the server says what is wrong
    const attributes = { "hx-post": form.getAttribute("action") || location.pathname, "hx-trigger": "autosave",
      "hx-target": `#${form.id}-status`, "hx-swap": "innerHTML", "hx-sync": "this:queue last" };
    if (form.enctype === "multipart/form-data") attributes["hx-encoding"] = form.enctype;
    for (const [name, value] of Object.entries(attributes)) form.setAttribute(name, value);
    listen(form);
  }

  const forms = () => all("form[data-autosave]");
  forms().forEach(enhance);
  document.addEventListener("DOMContentLoaded", () => setTimeout(() => forms().forEach(restore)));
  document.addEventListener("htmx:load", () => {
    for (const form of forms().filter((one) => !states.has(one))) { enhance(form); htmx.process(form); }
  });
  window.addEventListener("online", () => forms().forEach(save));
  const lookAgain = () => forms().filter((form) => states.get(form)?.out).forEach(goOn);
  window.addEventListener("focus", lookAgain);
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("ish-signed-in") : null;
  if (channel) {
    channel.addEventListener("message", lookAgain);
    if (document.body.dataset.user) channel.postMessage(document.body.dataset.user);
  }
  document.addEventListener("visibilitychange", () => { if (document.hidden) forms().forEach(save); });

  // Signing out, or another person in the same tab, takes the drafts away.
  function fresh(raw) {
    try { return JSON.parse(raw).at > Date.now() - LASTS; } catch { return false; }
  }
  function forget(keep) {
    for (const store of [sessionStorage, localStorage]) {
      for (const key of Object.keys(store).filter((one) => one.startsWith(PREFIX))) {
        if (!(keep && key.startsWith(keep)) || !fresh(store.getItem(key))) store.removeItem(key);
      }
    }
  }
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-forget-drafts]")) forget(); });
  if (document.body.dataset.user) forget(`${PREFIX}${document.body.dataset.user}:`);
})();
