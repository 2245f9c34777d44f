// The button is shown where the machine can hold a key; who closes the machine's question reads what else to do.
const show = (mark, shown) => {
  document.querySelectorAll(`[${mark}]`).forEach((part) => { part.hidden = !shown; });
};
if (window.PublicKeyCredential) {
  show("data-passkey", true);
  show("data-no-passkey", false);
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  show("data-passkey-failed", true);
});
