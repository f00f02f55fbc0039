"use strict";
// Answers for the handbook when the network does not. The pages themselves are kept by handbook.js, when their reader wants them;
// this script keeps one page only, for who has kept none, and never anything that names somebody.
const SHELL = "ish-handbook-shell";
const OFFLINE = "{{ offline_url|escapejs }}";
const PIECES = {{ pieces }};
const PATIENCE = 4000; // so long a slow network is waited for when there is a copy

async function fetchShell() {
  await caches.delete(SHELL);
  const cache = await caches.open(SHELL);
  await cache.addAll([OFFLINE, ...PIECES]);
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(fetchShell());
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const kept = (address, options) => caches.match(address, { ignoreVary: true, ...options });

function inTime(promise, milliseconds) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("slow")), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

async function page(request) {
  const copy = await kept(request.url, { ignoreSearch: true });
  try {
    const answer = await (copy ? inTime(fetch(request), PATIENCE) : fetch(request));
    return copy && answer.status >= 500 ? copy : answer;
  } catch {
    return copy ?? await kept(OFFLINE) ?? Response.error();
  }
}

async function piece(request) {
  try {
    return await fetch(request);
  } catch {
    return await kept(request.url) ?? Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (["style", "font", "image"].includes(request.destination)) event.respondWith(piece(request));
});
