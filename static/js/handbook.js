"use strict";
// Keeps a copy of the handbook on this device, for where there is no network: the pages as the server gives them for keeping
// (they name nobody), in one answer, so that no copy is half old. What shows them again is the worker of the handbook.
(() => {
  const box = document.getElementById("handbook-keep");
  if (!box || !("serviceWorker" in navigator) || !("caches" in window)) return;
  const { worker, scope, copy, digest, owner } = box.dataset;
  const PREFIX = `ish-handbook:${owner}:`;
  const META = `${scope}kept.json`;
  const REFUSED = "ish-handbook-refused";
  const AGE = 6 * 60 * 60 * 1000; // an older copy is fetched anew, so that "as of" says something
  const keep = box.querySelector("[data-keep]");
  const drop = box.querySelector("[data-drop]");

  const names = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));

  // What was kept last and completely: its note is written when everything else is there.
  async function kept() {
    const notes = await Promise.all((await names()).map(async (name) => {
      const note = await (await caches.open(name)).match(META);
      return note ? { ...await note.json(), name } : null;
    }));
    return notes.filter(Boolean).sort((one, other) => other.at - one.at)[0] ?? null;
  }

  function show(words, note) {
    box.querySelector("[data-state]").textContent = words.replace("%(as_of)s", note?.as_of ?? "");
    drop.hidden = !note;
    keep.hidden = Boolean(note);
  }

  async function fill(name) {
    const answer = await fetch(copy, { credentials: "same-origin", redirect: "error", cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const { pages, assets, as_of, digest: fresh } = await answer.json();
    const cache = await caches.open(name);
    const headers = { "Content-Type": "text/html; charset=utf-8" };
    const policy = answer.headers.get("Content-Security-Policy");
    if (policy) headers["Content-Security-Policy"] = policy;
    await cache.addAll(assets);
    await Promise.all(Object.entries(pages).map(([url, html]) => cache.put(url, new Response(html, { headers }))));
    await cache.put(META, new Response(JSON.stringify({ digest: fresh, as_of, at: Date.now() })));
  }

  async function fetchCopy() {
    const before = await kept();
    if (!before) show(box.dataset.keeping, null);
    const name = `${PREFIX}${Date.now()}`;
    try {
      await navigator.serviceWorker.register(worker, { scope });
      await fill(name);
      for (const old of await names()) if (old !== name) await caches.delete(old);
      show(box.dataset.kept, await kept());
    } catch {
      await caches.delete(name);
      show(before ? box.dataset.kept : box.dataset.failed, before);
    }
  }

  async function begin() {
    box.hidden = false;
    const note = await kept();
    show(note ? box.dataset.kept : box.dataset.none, note);
    const wanted = note || ("byItself" in box.dataset && localStorage.getItem(REFUSED) !== owner);
    if (wanted && !(note?.digest === digest && Date.now() - note.at < AGE)) await fetchCopy();
  }

  keep.addEventListener("click", async () => {
    localStorage.removeItem(REFUSED);
    await fetchCopy();
    if (!drop.hidden) drop.focus();
  });
  drop.addEventListener("click", async () => {
    localStorage.setItem(REFUSED, owner);
    for (const name of await names()) await caches.delete(name);
    show(box.dataset.none, null);
    keep.focus();
  });
  begin();
})();
