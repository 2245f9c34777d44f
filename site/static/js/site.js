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
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-total]");
  if (!form) return;
  let total = 0;
  for (const input of form.querySelectorAll("input[data-price]")) {
    total += Number(input.dataset.price) * (Number(input.value) || 0);
  }
  const shown = new Intl.NumberFormat(document.documentElement.lang).format(total);
  form.querySelector("[data-sum]").textContent = `${shown}\u00a0₫`;
});

if (document.querySelector("[data-offline]") && "serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js");
  navigator.serviceWorker.ready.then((worker) => {
    const files = performance.getEntriesByType("resource").map((entry) => entry.name);
    worker.active.postMessage([location.href, ...files.filter((name) => name.includes("/static/"))]);
  });
}
