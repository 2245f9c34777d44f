// The form sends photos without this. It makes them small on the phone, sends them one by one with
// progress, and keeps one that failed for another try; a photo sent twice hangs once (its key).
import { small } from "./small_photo.js";

const form = document.querySelector("[data-photos]");
const input = form.querySelector("input[type=file]");
const queue = form.querySelector("[data-rows]");

function post(photo, key, onProgress) {
  return new Promise((done) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("key", key);
    body.append("photos", photo);
    const request = new XMLHttpRequest();
    request.open("POST", location.pathname);
    request.setRequestHeader("X-Photo", "1");
    request.timeout = 120000;
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onloadend = () => done(request);
    request.send(body);
  });
}

function row(name) {
  const item = document.createElement("li");
  item.className = "panel stack tight";
  const words = document.createElement("p");
  words.textContent = `${form.dataset.sending}: ${name}`;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  item.append(words, bar);
  queue.append(item);
  return { item, words, bar };
}

async function send(file, key, shown) {
  const answer = await post(await small(file), key, (part) => { shown.bar.value = part; });
  const isGallery = answer.status === 200 && answer.responseText.includes('id="anh"') && !answer.responseText.includes("<html");
  if (isGallery) {
    document.getElementById("anh").outerHTML = answer.responseText;
    shown.item.remove();
    return;
  }
  shown.bar.remove();
  if (answer.status === 422) shown.words.textContent = answer.responseText;
  else if (answer.status === 200) shown.words.textContent = form.dataset.signIn;
  else offerAgain(file, key, shown);
}

function offerAgain(file, key, shown) {
  shown.words.textContent = form.dataset.failed;
  const again = document.createElement("button");
  again.type = "button";
  again.className = "btn";
  again.textContent = form.dataset.again;
  again.addEventListener("click", () => {
    shown.item.remove();
    send(file, key, row(file.name));
  });
  shown.item.append(again);
}

let sending = 0;
let wanted = null;

input.addEventListener("change", async () => {
  const files = [...input.files];
  input.value = "";
  sending += 1;
  // A random sign for each photo; the address of a blob has one too where randomUUID is missing (no HTTPS).
  const rows = files.map((file) => [file, crypto.randomUUID?.() ?? URL.createObjectURL(file).slice(-36), row(file.name)]);
  for (const [file, key, shown] of rows) await send(file, key, shown);
  sending -= 1;
  if (!sending && wanted && !queue.children.length) form.requestSubmit(wanted);
  wanted = null;
});

// “Tiếp” pressed while photos are on their way waits for them.
form.addEventListener("submit", (event) => {
  if (!sending) return;
  event.preventDefault();
  wanted = event.submitter;
});

// Photos chosen before this script came over a slow line.
if (input.files.length) input.dispatchEvent(new Event("change"));
