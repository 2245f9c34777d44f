// Reads a price back in words while it is typed. The page works without this: the last step reads it back too.
const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

function twoDigits(number) {
  const tens = Math.floor(number / 10), ones = number % 10;
  if (!tens) return [DIGITS[ones]];
  const words = tens === 1 ? ["mười"] : [DIGITS[tens], "mươi"];
  if (!ones) return words;
  if (ones === 5) return [...words, "lăm"];
  return [...words, ones === 1 && tens > 1 ? "mốt" : DIGITS[ones]];
}

function threeDigits(group, isFirst) {
  const hundreds = Math.floor(group / 100), rest = group % 100;
  if (isFirst && !hundreds) return twoDigits(rest);
  const words = [DIGITS[hundreds], "trăm"];
  if (!rest) return words;
  return [...words, ...(rest < 10 ? ["linh"] : []), ...twoDigits(rest)];
}

function inWords(amount) {
  const words = [];
  for (const [size, name] of [[1e9, ["tỷ"]], [1e6, ["triệu"]], [1e3, ["nghìn"]], [1, []]]) {
    const group = Math.floor(amount / size) % 1000;
    if (group) words.push(...threeDigits(group, !words.length), ...name);
  }
  return `${words.join(" ")} đồng`;
}

function amountOf(typed) {
  const text = typed.trim().toLowerCase().replace(/\s*(₫|đ|đồng|vnd)$/, "");
  const short = text.match(/^(\d+)\s*(k|nghìn|ngàn)$/);
  if (short) return Number(short[1]) * 1000;
  return /^(\d+|\d{1,3}([., ]\d{3})+)$/.test(text) ? Number(text.replace(/\D/g, "")) : 0;
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-read]") || document.documentElement.lang !== "vi") return;
  const amount = amountOf(event.target.value);
  const said = event.target.closest(".panel").querySelector("[data-words]");
  said.textContent = amount >= 1000 && amount <= 1e9 ? inWords(amount) : "";
});
