// Keeps opened tickets, and the pages a maker works with, on the phone: they open without a signal.
const CACHE = "tickets-1";
const PAGES = "workspace-1";
const MOST_PAGES = 60;
const WHOSE = "/whose";
const isTicket = (url) => /^\/(en\/ticket|ve)\/[^/]+\/(tung-nguoi\/|everyone\/)?$/.test(url.pathname);
const isWorkspace = (url) => /^\/(kenh-ban|en\/(seller|workspace))\//.test(url.pathname);
const isSignOut = (url) => /^\/(tai-khoan\/dang-xuat|en\/account\/sign-out)\/$/.test(url.pathname);
const isAway = (response) => !response || [502, 503, 504].includes(response.status);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  event.waitUntil(Promise.all(event.data.map((address) => fetchAhead(address, event.source.url))));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method === "POST" && isSignOut(url)) event.waitUntil(inTurn(() => caches.delete(PAGES)));
  if (request.method !== "GET") return;
  if (isWorkspace(url)) {
    if (request.mode === "navigate") event.respondWith(workspacePage(event));
  } else if (isTicket(url) || url.pathname.startsWith("/static/")) event.respondWith(networkFirst(request));
});

async function fetchAhead(address, open) {
  const inWorkspace = isWorkspace(new URL(address));
  if (inWorkspace && address !== open && await caches.match(address, { ignoreVary: true })) return;
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) return;
  if (inWorkspace) await keep(address, response);
  else await (await caches.open(CACHE)).put(address, response);
}

async function networkFirst(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) cache.put(request, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

async function workspacePage(event) {
  const address = event.request.url;
  const response = await fetch(event.request).catch(() => null);
  if (!isAway(response)) {
    event.waitUntil(keep(address, response.clone()));
    return response;
  }
  const kept = await (await caches.open(PAGES)).match(address, { ignoreVary: true });
  return kept ? asCopy(kept) : response ?? nothingKept(address);
}

// One after the other: of two pages that begin together each would throw the other away.
let work = Promise.resolve();
const inTurn = (deed) => work = work.then(deed).catch(() => {});
const keep = (address, response) => inTurn(() => put(address, response));

// Only what the server marks is kept, and only the copies of one person at a time.
async function put(address, response) {
  const whose = response.headers.get("X-Whose");
  let cache = await caches.open(PAGES);
  const before = await (await cache.match(WHOSE))?.text();
  if (response.status === 403 || (whose && whose !== before)) {
    await caches.delete(PAGES);
    cache = await caches.open(PAGES);
    if (whose) await cache.put(WHOSE, new Response(whose));
  }
  if (!response.headers.has("X-Keep") || response.redirected) return;
  await cache.delete(address, { ignoreVary: true });
  await cache.put(address, response);
  const [, ...pages] = await cache.keys();
  for (const old of pages.slice(0, -MOST_PAGES)) await cache.delete(old, { ignoreVary: true });
}

async function asCopy(kept) {
  const headers = new Headers(kept.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  const page = (await kept.text()).replace("data-kept hidden", "data-kept");
  return new Response(page, { headers });
}

function nothingKept(address) {
  const english = new URL(address).pathname.startsWith("/en/");
  const [lang, words, home, back] = english
    ? ["en", "No network, and this phone has no copy of this page.", "/en/seller/", "To today’s work"]
    : ["vi", "Mất mạng, và máy chưa có bản lưu của trang này.", "/kenh-ban/", "Về Việc hôm nay"];
  const page = `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${words}</title><main><h1>${words}</h1><p><a href="${home}">${back}</a></p></main></html>`;
  return new Response(page, { status: 503, headers: { "Content-Type": "text/html" } });
}
