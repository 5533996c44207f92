/* Keys while a statement has the focus: 1 to 6 or a letter chooses, Enter goes to the next unsorted. */
const LETTERS = "rajspc";
const SINGLE_KEYS = document.documentElement.dataset.singleKeys !== "off";
const root = document.querySelector("[data-claims]");

const radios = (claim) => [...claim.querySelectorAll("input[type=radio]")];
const sorted = (claim) => radios(claim).some((radio) => radio.checked);

const goToNextUnsorted = (from) => {
  const claims = [...root.querySelectorAll("[data-claim]")];
  const place = claims.indexOf(from);
  const next = [...claims.slice(place + 1), ...claims.slice(0, place)].find((claim) => !sorted(claim));
  if (next) radios(next)[0].focus();
};

const choose = (claim, place) => {
  const radio = radios(claim)[place];
  if (!radio) return;
  radio.focus();
  if (!radio.checked) radio.click();
};

root?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !event.target.matches("input[type=radio]")) return;
  const claim = event.target.closest("[data-claim]");
  if (event.key === "Enter") {
    event.preventDefault();
    goToNextUnsorted(claim);
    return;
  }
  const place = /^[1-6]$/.test(event.key) ? Number(event.key) - 1 : LETTERS.indexOf(event.key.toLowerCase());
  if (event.key.length !== 1 || place < 0 || !SINGLE_KEYS) return;
  event.preventDefault();
  choose(claim, place);
});
