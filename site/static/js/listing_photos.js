// The form sends photos without this. It makes them small on the phone, sends them one by one with
// progress, and keeps one that failed for another try; a photo sent twice hangs once (its key).
const form = document.querySelector("[data-photos]");
const input = form.querySelector("input[type=file]");
const queue = form.querySelector("[data-rows]");
const SIDE = 1600;
const LARGEST = 300 * 1024;

const blobOf = (canvas, quality) => new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));

async function small(file) {
  // What the browser cannot read (HEIC on many phones) goes as it is; the server reads it.
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!bitmap) return file;
  let blob = null;
  for (const [side, quality] of [[SIDE, 0.85], [SIDE, 0.7], [1280, 0.7], [1024, 0.6], [800, 0.5]]) {
    const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    blob = await blobOf(canvas, quality);
    if (!blob || blob.size <= LARGEST) break;
  }
  bitmap.close();
  return blob ?? file;
}

function post(photo, name, key, onProgress) {
  return new Promise((done) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("key", key);
    body.append("photos", photo, name);
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
  const photo = await small(file);
  const answer = await post(photo, file.name || "anh.jpg", key, (part) => { shown.bar.value = part; });
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
