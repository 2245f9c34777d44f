// The form sends photos without this. It makes them small, puts them down on the phone and sends them one by
// one with progress. What did not go waits with the forms (queue.js); a photo sent twice hangs once (its key).
import { small } from "./small_photo.js";
import { all, alone, canWait, drop, panel, put } from "./waiting.js";

const form = document.querySelector("[data-photos]");
const input = form.querySelector("input[type=file]");
const list = form.querySelector("[data-rows]");
const waiting = new Map();

function post(one) {
  return new Promise((done) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("key", one.key);
    body.append("photos", one.photo);
    const request = new XMLHttpRequest();
    request.open("POST", location.pathname);
    request.setRequestHeader("X-Photo", "1");
    request.timeout = 120000;
    request.upload.onprogress = (event) => { if (event.lengthComputable) one.bar.value = event.loaded / event.total; };
    request.onloadend = () => done(request);
    request.send(body);
  });
}

function show(one) {
  one.item = document.createElement("li");
  one.item.className = "panel stack tight";
  one.words = document.createElement("p");
  one.words.textContent = `${form.dataset.sending}: ${one.file.name}`;
  one.bar = document.createElement("progress");
  one.bar.max = 1;
  one.bar.value = 0;
  one.bar.setAttribute("aria-label", one.file.name);
  one.item.append(one.words, one.bar);
  list.append(one.item);
  return one;
}

// From here on it outlives the page, where the phone has room for it.
async function keep(one) {
  one.photo = await small(one.file);
  if (!canWait) return;
  one.row = {
    key: one.key, writer: panel.dataset.writer, name: `${form.dataset.queue}, ${one.file.name}`, at: new Date(),
    to: location.pathname, page: location.pathname, fields: [["lan_gui", one.key], ["key", one.key], ["photos", one.photo]],
  };
  await put(one.row).then(() => waiting.set(one.key, one), () => {});
}

async function sendOnce(one) {
  if (!waiting.has(one.key)) await send(one);
  else await alone(async () => {
    if ((await all()).some((row) => row.key === one.key)) await send(one);
  });
}

async function send(one) {
  const answer = await post(one);
  const isGallery = answer.status === 200 && answer.responseText.includes('id="anh"') && !answer.responseText.includes("<html");
  if (isGallery) {
    document.getElementById("anh").outerHTML = answer.responseText;
    one.item.remove();
    await forget(one);
    return;
  }
  one.bar.remove();
  if (answer.status === 422) {
    one.words.textContent = answer.responseText;
    await forget(one);
  } else if (waiting.has(one.key)) await leave(one, answer);
  else if (answer.status === 200) one.words.textContent = form.dataset.signIn;
  else offerAgain(one);
}

async function forget(one) {
  if (!waiting.delete(one.key)) return;
  await drop(one.key);
  if (!panel.hidden) panel.dispatchEvent(new Event("changed"));
}

async function leave(one, answer) {
  const say = panel.dataset;
  const signIn = answer.responseURL.includes(say.signInAt);
  await put({ ...one.row, stuck: signIn, signIn, words: signIn ? say.signIn : say.stored });
  one.item.dataset.waits = "";
  panel.dispatchEvent(new Event("changed"));
}

function offerAgain(one) {
  one.words.textContent = form.dataset.failed;
  const again = document.createElement("button");
  again.type = "button";
  again.className = "btn";
  again.textContent = form.dataset.again;
  again.addEventListener("click", () => {
    one.item.remove();
    send(show(one));
  });
  one.item.append(again);
}

// The queue has sent some of them, or says why not.
async function compare() {
  const rows = new Map((await all()).map((row) => [row.key, row]));
  let isGone = false;
  for (const [key, one] of waiting) {
    if (rows.has(key)) {
      if ("waits" in one.item.dataset) one.words.textContent = `${one.file.name}: ${rows.get(key).words}`;
    } else {
      isGone = waiting.delete(key);
      one.item.remove();
    }
  }
  if (isGone) await refresh();
}

async function refresh() {
  const page = await fetch(location.pathname).then((answer) => answer.text()).catch(() => "");
  const gallery = new DOMParser().parseFromString(page, "text/html").getElementById("anh");
  if (gallery) document.getElementById("anh").replaceWith(gallery);
}

let sending = 0;
let wanted = null;

input.addEventListener("change", async () => {
  // A random sign for each photo; the address of a blob has one too where randomUUID is missing (no HTTPS).
  const keyOf = (file) => crypto.randomUUID?.() ?? URL.createObjectURL(file).slice(-36);
  const chosen = [...input.files].map((file) => show({ file, key: keyOf(file) }));
  input.value = "";
  sending += 1;
  for (const one of chosen) await keep(one);
  for (const one of chosen) await sendOnce(one);
  sending -= 1;
  if (!sending && wanted && !list.querySelector("li:not([data-waits])")) form.requestSubmit(wanted);
  wanted = null;
});

// “Tiếp” pressed while photos are on their way waits for them; those that wait for a signal keep nobody.
form.addEventListener("submit", (event) => {
  if (!sending) return;
  event.preventDefault();
  wanted = event.submitter;
});

panel?.addEventListener("shown", compare);

// Photos chosen before this script came over a slow line.
if (input.files.length) input.dispatchEvent(new Event("change"));
