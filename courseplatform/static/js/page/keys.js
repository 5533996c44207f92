/* "?" inside a widget with keys of its own opens their list, Esc leads back. A profile can switch single keys
   off; each widget asks data-single-keys itself, so that arrows, Enter and Esc go on working. */
const off = document.documentElement.dataset.singleKeys === "off";
const typing = (target) => target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
let cameFrom = null;

document.querySelectorAll("[data-keys]").forEach((keys) => { keys.hidden = false; });

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (!(target instanceof Element) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && cameFrom && target.closest("[data-keys]")) {
    target.closest("[data-keys]").open = false;
    cameFrom.focus();
    cameFrom = null;
  } else if (event.key === "?" && !off && !typing(target)) {
    const keys = target.closest("[data-keys-scope]")?.querySelector("[data-keys]");
    if (!keys) return;
    event.preventDefault();
    cameFrom = target;
    keys.open = true;
    keys.querySelector("summary").focus();
  }
});
