// Forms marked data-queue work without this. With it, each is first put down on the phone and then sent;
// where the line fails it stays, is named on every page, and goes out when the signal is back.
import { small } from "./small_photo.js";
import { all, alone, canWait, drop, panel, put } from "./waiting.js";

const say = panel?.dataset;
const KEY = "lan_gui";
const TOKEN = "csrfmiddlewaretoken";
const LONGEST = 120_000;
const isCopy = !document.querySelector("[data-kept]")?.hidden;

const wordsOf = (page) => [...page.querySelectorAll("main .msg.error, main .error:not(.msg)")]
  .map((line) => line.textContent.trim()).join(" ");

const toOf = (form) => new URL(form.action).pathname;

function rowOf(form, submitter) {
  const row = {
    key: form.elements[KEY].value, writer: say.writer, name: form.dataset.queue, at: new Date(), to: toOf(form),
    page: location.pathname, fields: [...new FormData(form, submitter)].filter(([name]) => name !== TOKEN),
  };
  form.elements[KEY].value = crypto.randomUUID();
  return row;
}

// One after the other: a cheap phone has no room for the large pictures of several photos.
async function shrink(fields) {
  for (const field of fields) if (field[1].size) field[1] = await small(field[1]);
}

async function post(row, mode) {
  const body = new FormData();
  for (const field of row.fields) body.append(...field);
  body.append(TOKEN, say.token);
  const headers = { "X-Queue": mode, "X-Queue-For": row.writer };
  const answer = await fetch(row.to, { method: "POST", body, headers, signal: AbortSignal.timeout(LONGEST) }).catch(() => null);
  if (!answer || answer.status >= 500 || answer.status === 429) return { away: true };
  if (answer.status === 403 || answer.redirected) return { signIn: true };
  const text = await answer.text().catch(() => "");
  if (text[0] === "{") return { ok: answer.ok, ...JSON.parse(text) };
  const page = new DOMParser().parseFromString(text, "text/html");
  return { ok: answer.ok && text, away: !text, page, words: wordsOf(page) || say.refused };
}

// Why it did not go, in words.
async function leave(row, answer) {
  row.stuck = !answer.away;
  row.signIn = answer.signIn;
  row.words = answer.away ? say.stored : answer.signIn ? say.signIn : answer.words;
  await put(row);
}

async function submit(form, submitter) {
  const row = rowOf(form, submitter);
  form.inert = true;
  note(say.sending);
  try {
    await shrink(row.fields);
    await put(row);
  } catch {
    form.inert = false;
    form.elements[KEY].value = row.key;
    form.dataset.plain = "1";
    form.requestSubmit(submitter);
    return;
  }
  if (form.dataset.from) await drop(form.dataset.from);
  const answer = navigator.onLine ? await post(row, "now") : { away: true };
  form.inert = false;
  note("");
  if (answer.to) {
    await drop(row.key);
    location.href = answer.to;
    if (answer.to.includes("#")) location.reload();
  } else if (answer.page?.querySelector("main")) {
    await drop(row.key);
    showAgain(answer.page, row);
  } else {
    await leave(row, answer);
    await show();
    panel.scrollIntoView();
    retryLater();
  }
}

// The server’s page, with the photos that were chosen, but for those it refused.
function showAgain(page, row) {
  document.querySelector("main").replaceWith(page.querySelector("main"));
  fill(formFor(row), row.fields, "[type=file]:not([aria-invalid])");
  scrollTo(0, 0);
}

const formFor = (row) => [...document.querySelectorAll("form[data-queue]")].find((form) => toOf(form) === row.to);

function fill(form, fields, only) {
  for (const control of form?.elements ?? []) {
    if (!control.matches("[name]:not([type=hidden], button)") || (only && !control.matches(only))) continue;
    const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control.type === "file") {
      const files = new DataTransfer();
      for (const file of values) if (file.size) files.items.add(file);
      control.files = files.files;
      control.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (/checkbox|radio/.test(control.type)) control.checked = values.includes(control.value);
    else if (values.length) [control.value] = values;
  }
}

// What is open in a form again goes out from there, or once the form was left.
const isOpen = (row) => document.querySelector(`[data-from="${row.key}"]`);

async function sendAll(wanted) {
  if (!navigator.onLine) return;
  await alone(async () => {
    for (const row of await all()) {
      if (row.writer !== say.writer) continue;
      if (wanted ? row.key !== wanted : (row.stuck && !row.signIn) || isOpen(row)) continue;
      const answer = await post(row, "later");
      if (answer.ok) {
        await drop(row.key);
        note(`${say.arrived}: ${row.name}. ${answer.words}`);
      } else await leave(row, answer);
      if (answer.away) break;
    }
  });
  await show();
}

function note(words) {
  const line = document.querySelector("[data-note]");
  line.hidden = !words;
  line.textContent = words;
}

let wait = 5_000;
let timer = 0;
async function retryLater() {
  clearTimeout(timer);
  if ((await all()).every((row) => row.stuck || row.writer !== say.writer)) return;
  timer = setTimeout(() => sendAll().then(retryLater), wait);
  wait = Math.min(wait * 2, 300_000);
}

function line(row) {
  const item = document.querySelector("[data-one]").content.cloneNode(true).firstChild;
  const part = (name) => item.querySelector(`[data-${name}]`);
  part("name").textContent = row.name;
  item.querySelector("time").textContent = row.at.toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  part("words").textContent = row.words || say.stored;
  part("open").href = row.signIn ? `${say.signInAt}?next=${encodeURIComponent(row.page)}` : `${row.page}#mo-lai=${row.key}`;
  part("again").addEventListener("click", () => sendAll(row.key));
  part("drop").addEventListener("click", async () => {
    if (!confirm(`${row.name}: ${say.sure}`)) return;
    await drop(row.key);
    await show();
  });
  return item;
}

async function show() {
  const rows = await all();
  const mine = rows.filter((row) => row.writer === say.writer);
  panel.hidden = !rows.length;
  panel.querySelector("[data-count]").textContent = mine.length;
  panel.querySelector("[data-rows]").replaceChildren(...mine.map(line));
  panel.querySelector("[data-others]").hidden = mine.length === rows.length;
  panel.dispatchEvent(new Event("shown"));
}

async function openAgain() {
  const key = location.hash.match(/^#mo-lai=([\w-]+)$/)?.[1];
  const row = key && (await all()).find((one) => one.key === key && one.writer === say.writer);
  const form = row && formFor(row);
  if (!form) return;
  fill(form, row.fields);
  form.dataset.from = key;
  form.scrollIntoView();
}

async function begin() {
  await show();
  window.addEventListener("online", () => sendAll());
  panel.addEventListener("changed", () => show().then(retryLater));
  await openAgain();
  await sendAll();
  await retryLater();
}

// What htmx could not send comes here too.
function unsent(event) {
  const { target, detail, type } = event;
  const { status } = detail.xhr;
  if (!target.matches("[data-queue]") || (type.endsWith("beforeRequest") ? navigator.onLine : status && status < 502)) return;
  event.preventDefault();
  submit(target, detail.requestConfig.triggeringEvent?.submitter);
}

function start() {
  if (isCopy) for (const key of document.querySelectorAll(`[name=${KEY}]`)) key.value = crypto.randomUUID();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-queue]") || form.dataset.plain) return;
    event.preventDefault();
    submit(form, event.submitter);
  });
  for (const name of ["beforeRequest", "sendError", "responseError"]) document.addEventListener(`htmx:${name}`, unsent);
  begin().catch(() => {});
}

if (canWait) start();
