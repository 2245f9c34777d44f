// Check-in: forms work without this. It adds the camera, and decides alone while there is no network.
const page = document.querySelector("[data-gate]");
const told = JSON.parse(document.getElementById("manifest").textContent);
const keep = (name, value) => localStorage.setItem(`gate-${name}`, JSON.stringify(value));
const kept = (name, other) => JSON.parse(localStorage.getItem(`gate-${name}`)) ?? other;
const device = kept("device", crypto.randomUUID());
keep("device", device);
if (kept("day") !== told.day) {
  keep("day", told.day);
  keep("seen", []);
}

const tokenOf = (text) => text.trim().match(/\/(?:ve|ticket)\/([\w-]+)\/?$/)?.[1] ?? text.trim();

async function digest(text) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0")).join("").slice(0, 32);
}

async function decide(text) {
  const token = tokenOf(text);
  const hashes = [await digest(token), await digest(token.replace(/[\s.-]/g, "").toUpperCase())];
  const row = told.rows.find((one) => one.hashes.some((hash) => hashes.includes(hash)));
  if (!row) return { result: "unknown", name: "" };
  const seen = kept("seen", []);
  if (row.status === "ON_HOLD") return { result: "unpaid", name: row.name };
  if (row.status === "PENDING") return { result: "pending", name: row.name };
  if (!row.left || seen.includes(row.hashes[0]) || seen.includes(row.party)) return { result: "already", name: row.name };
  keep("seen", [...seen, row.hashes[0]]);
  return { result: "admitted", name: row.name };
}

function say(answer) {
  const line = document.createElement("p");
  line.className = answer.result === "admitted" ? "msg" : "msg error";
  line.textContent = `${answer.name ? `${answer.name}: ` : ""}${answer.word ?? told.words[answer.result]}`;
  document.querySelector("[data-answers]").prepend(line);
}

function count() {
  const waiting = document.querySelector("[data-waiting]");
  const scans = kept("queue", []).length;
  waiting.hidden = !scans;
  waiting.querySelector("b").textContent = scans;
}

async function offline(text) {
  const scan = { text, nonce: crypto.randomUUID(), at: new Date().toISOString() };
  keep("queue", [...kept("queue", []), scan]);
  say(await decide(text));
  count();
}

async function send() {
  const scans = kept("queue", []);
  if (!scans.length || !navigator.onLine) return;
  const response = await fetch(page.dataset.sync, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": page.dataset.csrf },
    body: JSON.stringify({ device, scans }),
  }).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const { results } = await response.json();
  const done = results.map((one) => one.nonce);
  keep("queue", kept("queue", []).filter((scan) => !done.includes(scan.nonce)));
  results.filter((one) => one.result !== "admitted").forEach(say);
  page.dataset.synced = done.length;
  count();
}

page.addEventListener("submit", (event) => {
  const text = event.submitter?.value || event.target.elements.ma?.value;
  if (navigator.onLine || !text) return;
  event.preventDefault();
  offline(text);
  event.target.reset();
});
window.addEventListener("online", send);
count();
send();

const camera = document.querySelector("[data-camera]");
if ("BarcodeDetector" in window && navigator.mediaDevices) {
  camera.hidden = false;
  camera.addEventListener("click", async () => {
    const video = document.querySelector("video");
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.hidden = false;
    await video.play();
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    const look = async () => {
      const [found] = await detector.detect(video);
      if (!found) return setTimeout(look, 250);
      video.srcObject.getTracks().forEach((track) => track.stop());
      video.hidden = true;
      const form = document.querySelector("[data-code]");
      form.elements.ma.value = found.rawValue;
      form.requestSubmit();
    };
    look();
  });
}

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch(() => {}); // without a signal: the next page
  navigator.serviceWorker.ready.then((worker) => {
    const files = performance.getEntriesByType("resource").map((entry) => entry.name);
    worker.active.postMessage([location.href, ...files.filter((name) => name.includes("/static/"))]);
  });
}
