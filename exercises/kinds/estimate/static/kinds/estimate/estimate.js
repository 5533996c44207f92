/* A number field by keys: up and down by 1, page up and page down by 10; 1 to 99. */
const STEPS = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

document.querySelector("[data-estimates]")?.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || !event.target.matches("[data-number]")) return;
  event.preventDefault();
  const now = Number.parseInt(event.target.value, 10);
  const next = Number.isNaN(now) ? 50 : now + step;
  event.target.value = String(Math.max(1, Math.min(99, next)));
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
});
