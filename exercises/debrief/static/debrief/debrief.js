// Keys of the projector, so that clickers work: on and back, and Escape to leave. Links do the same.
const steps = document.querySelector("[data-debrief]");
const ON = new Set(["ArrowRight", "PageDown", " "]);
const BACK = new Set(["ArrowLeft", "PageUp"]);

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("[tabindex='0'], summary, input, select, textarea")) return;
  const wanted = ON.has(event.key) ? "[rel=next]" : BACK.has(event.key) ? "[rel=prev]" : event.key === "Escape" ? "[data-leave]" : "";
  const link = wanted && steps?.querySelector(wanted);
  if (!link) return;
  event.preventDefault();
  link.click();
});
