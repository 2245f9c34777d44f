// The page works without this. It adds −/+ steppers, live choices and a running total.
document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-step]");
  if (step) {
    const input = step.parentElement.querySelector("input");
    const min = Number(input.min || 0);
    input.value = Math.max(min, (Number(input.value) || 0) + Number(step.dataset.step));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    navigator.clipboard.writeText(copy.dataset.copy).then(() => {
      copy.textContent = copy.dataset.done;
    });
  }
  const share = event.target.closest("[data-share]");
  if (share) navigator.share({ url: share.dataset.share }).catch(() => {});
  if (event.target.closest("[data-print]")) window.print();
});
document.addEventListener("input", ({ target }) => target.closest(".take")?.toggleAttribute("data-taken", target.files.length));
// The phone's own list of apps, Zalo among them.
if (navigator.share) document.querySelectorAll("[data-share]").forEach((one) => { one.hidden = false; });

const add = (form) => {
  let total = 0;
  for (const input of form.querySelectorAll("input[data-price]")) {
    total += Number(input.dataset.price) * (Number(input.value) || 0);
  }
  const shown = new Intl.NumberFormat(document.documentElement.lang).format(total);
  form.querySelector("[data-sum]").textContent = `${shown}\u00a0₫`;
};
document.querySelectorAll("form[data-total]").forEach(add);
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-total]");
  if (form) add(form);
});

if (document.querySelector("[data-offline]") && "serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch(() => {}); // without a signal: the next page
  navigator.serviceWorker.ready.then((worker) => {
    const files = performance.getEntriesByType("resource").map((entry) => entry.name);
    worker.active.postMessage([location.href, ...files.filter((name) => name.includes("/static/"))]);
  });
}
