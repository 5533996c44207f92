/* Each box of the drawing is a button: the first press fills From, the second To, then comes the status.
   What it writes goes into the list, which is the answer; the server draws it anew after each save. */
const root = document.querySelector("[data-lineage]");
let from = "";

const boxes = () => [...root.querySelectorAll("[data-box]")];

const mark = () => {
  boxes().forEach((box) => {
    box.setAttribute("role", "button");
    box.setAttribute("tabindex", "0");
    box.setAttribute("aria-pressed", String(box.dataset.box === from));
  });
};

const field = (row, end) => row.querySelector(`[data-end="${end}"]`);
const emptyRow = () => [...root.querySelectorAll("[data-lineage-row]")].find((row) => !field(row, "source").value && !field(row, "target").value);

const press = (id) => {
  if (!from || from === id) {
    from = from === id ? "" : id;
    mark();
    return;
  }
  const row = emptyRow();
  if (row) {
    field(row, "source").value = from;
    field(row, "target").value = id;
    field(row, "target").dispatchEvent(new Event("input", { bubbles: true }));
    field(row, "status").focus();
  } else {
    root.querySelector("[name=rows]").form.requestSubmit();
  }
  from = "";
  mark();
};

root?.addEventListener("click", (event) => {
  const box = event.target.closest("[data-box]");
  if (box) press(box.dataset.box);
});

root?.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && from) {
    from = "";
    mark();
    return;
  }
  const box = event.target.closest?.("[data-box]");
  if (!box || (event.key !== "Enter" && event.key !== " ")) return;
  event.preventDefault();
  press(box.dataset.box);
});

if (root) {
  new MutationObserver((changes) => {
    if (changes.some((change) => [...change.addedNodes].some((node) => node.id === "lineage-drawing"))) mark();
  }).observe(root, { childList: true, subtree: true });
  root.querySelectorAll("[data-lineage-help]").forEach((help) => { help.hidden = false; });
  mark();
}
