// What waits on this phone to be sent: rows of a store that outlives the page, and the panel that names them.
export const panel = document.querySelector("[data-outbox]");
export const canWait = panel && crypto.randomUUID && navigator.locks;

const opened = new Promise((done, fail) => {
  const request = indexedDB.open("workspace", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("forms", { keyPath: "key" });
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});
opened.catch(() => {});

async function store(mode, deed) {
  const work = (await opened).transaction("forms", mode);
  const request = deed(work.objectStore("forms"));
  return new Promise((done, fail) => {
    work.oncomplete = () => done(request.result);
    work.onabort = () => fail(work.error);
  });
}

export const put = (row) => store("readwrite", (forms) => forms.put(row));
export const drop = (key) => store("readwrite", (forms) => forms.delete(key));
export const all = async () => (await store("readonly", (forms) => forms.getAll())).sort((a, b) => a.at - b.at);
// One page at a time sends what waits.
export const alone = (deed) => navigator.locks.request("sending", deed);
