// The worker (sw.js) keeps the pages opened from now on; this one, and those most needed, it is told of.
const { ahead } = document.querySelector("[data-outbox]").dataset;
const workers = navigator.serviceWorker;

if (workers && document.querySelector("[data-kept]").hidden) {
  const isFirst = !workers.controller;
  workers.register("/sw.js").catch(() => {}); // without a signal: the next page
  workers.ready.then((worker) => {
    const files = performance.getEntriesByType("resource").map((entry) => entry.name);
    const here = [location.href, ...files.filter((name) => name.includes("/static/"))];
    const pages = ahead?.split(" ").map((path) => location.origin + path) ?? [];
    worker.active.postMessage([...(isFirst ? here : []), ...pages]);
  });
}
