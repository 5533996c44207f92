/* Citing from the dossier into the field that had the focus last. */
const form = document.querySelector(".authoring-form");
let field = null;

form?.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-handles], textarea")) field = event.target;
});

const insert = (handle) => {
  const single = field.getAttribute("list") !== null;
  const handles = field.hasAttribute("data-handles");
  const text = handles ? handle : `[${handle}]`;
  if (single) {
    field.value = handle;
  } else {
    const { selectionStart: from, selectionEnd: to, value } = field;
    const before = from > 0 && !/\s$/.test(value.slice(0, from)) ? " " : "";
    const after = handles && to < value.length && !/^\s/.test(value.slice(to)) ? " " : "";
    field.setRangeText(`${before}${text}${after}`, from, to, "end");
  }
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

if (form) {
  document.querySelectorAll("[data-cite]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => { if (field) insert(button.dataset.cite); });
  });
}
