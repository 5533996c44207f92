/* Citing at the caret, going to a note's place, and saying how many notes there are. */
const root = document.querySelector("[data-written]");
const editor = root?.querySelector("textarea");
const QUIET = 10_000;

const insert = (text) => {
  const { selectionStart: from, value } = editor;
  const space = from > 0 && !/\s$/.test(value.slice(0, from)) ? " " : "";
  editor.focus();
  editor.setRangeText(`${space}[${text}]`, from, editor.selectionEnd, "end");
  editor.dispatchEvent(new Event("input", { bubbles: true }));
};

/* The server counts characters, a textarea counts units of UTF-16. */
const units = (characters) => [...editor.value].slice(0, characters).join("").length;

const start = () => {
  const list = root.querySelector("[data-cite-list]");
  const said = root.querySelector("[data-written-said]");
  let count = "";
  let spoken = 0;
  let later = 0;

  document.querySelectorAll("[data-cite]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    const cite = event.target.closest("[data-cite]");
    const note = event.target.closest("[data-start]");
    if (cite) insert(cite.dataset.cite);
    if (note) {
      editor.focus();
      editor.setSelectionRange(units(Number(note.dataset.start)), units(Number(note.dataset.end)));
    }
  });

  if (list) {
    list.hidden = false;
    list.addEventListener("change", (event) => {
      event.stopPropagation();
      if (event.target.value) insert(event.target.value);
      event.target.value = "";
    });
  }

  editor.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) editor.form.requestSubmit();
  });

  const speak = () => {
    const now = root.querySelector("#written-notes")?.dataset.count ?? "0";
    if (now === count) return;
    clearTimeout(later);
    const wait = spoken + QUIET - Date.now();
    if (count !== "" && wait > 0) {
      later = setTimeout(speak, wait);
      return;
    }
    if (count !== "") {
      spoken = Date.now();
      said.textContent = now === "0" ? root.dataset.saidNone : now === "1" ? root.dataset.saidNotesOne : root.dataset.saidNotes.replace("%n%", now);
    }
    count = now;
  };
  new MutationObserver(speak).observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-count"] });
  speak();
  root.dataset.ready = "";
};

if (editor) start();
