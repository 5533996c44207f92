/* Inside a choice, the letter or digit on a box chooses it. */
document.addEventListener("keydown", (event) => {
  if (document.documentElement.dataset.singleKeys === "off") return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  const group = event.target.closest?.("[data-segment]");
  if (!group || !event.target.matches("input[type=radio]")) return;
  const box = [...group.querySelectorAll("input[type=radio]")].find(
    (radio) => radio.value.toLowerCase() === event.key.toLowerCase(),
  );
  if (!box) return;
  event.preventDefault();
  box.focus();
  if (!box.checked) box.click();
});
