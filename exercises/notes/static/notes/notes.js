/* Words selected in the dossier become a highlight or a note; a note being typed is not left behind.
   Without this script the form takes a paragraph and quoted words, and its buttons do the same POST. */
const offer = document.querySelector("[data-note-offer]");
const panel = () => document.getElementById("my-notes");
const form = () => panel().querySelector("[data-new-note]");
const field = (name) => form().querySelector(`[name=${name}]`);
let marking = false;

/* The selection inside one paragraph: where it begins decides which. */
function chosen() {
  const selection = document.getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0).cloneRange();
  const text = [...document.querySelectorAll("[data-noted]")].find((each) => range.intersectsNode(each) && !touchesOnly(range, each));
  if (!text) return null;
  const whole = document.createRange();
  whole.selectNodeContents(text);
  if (range.compareBoundaryPoints(Range.START_TO_START, whole) < 0) range.setStart(whole.startContainer, whole.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) range.setEnd(whole.endContainer, whole.endOffset);
  const lead = whole.cloneRange();
  lead.setEnd(range.startContainer, range.startOffset);
  return { paragraph: text.dataset.noted, quote: plain(range).trim(), before: plain(lead).slice(-60) };
}

/* A double click on a last word reaches to the start of what follows. */
function touchesOnly(range, node) {
  const whole = document.createRange();
  whole.selectNodeContents(node);
  return range.compareBoundaryPoints(Range.START_TO_END, whole) <= 0 || range.compareBoundaryPoints(Range.END_TO_START, whole) >= 0;
}

function plain(range) {
  const copy = range.cloneContents();
  copy.querySelectorAll(".note-mark").forEach((mark) => mark.remove());
  return copy.textContent;
}

function fill({ paragraph, quote = "", before = "" }) {
  Object.entries({ paragraph, quote, before }).forEach(([name, value]) => { field(name).value = value; });
}

function mark() {
  const found = chosen();
  if (!found?.quote) return;
  fill(found);
  field("text").value = "";
  marking = true;
  form().requestSubmit();
}

function write(found) {
  if (found.quote === "") return;
  panel().querySelector("details").open = true;
  form().closest("details").open = true;
  fill(found);
  field("text").focus();
}

if (offer) {
  document.addEventListener("selectionchange", () => { offer.hidden = !chosen()?.quote; });
  offer.addEventListener("mousedown", (event) => event.preventDefault());
  offer.querySelector("[data-mark-words]").addEventListener("click", mark);
  offer.querySelector("[data-note-words]").addEventListener("click", () => { const found = chosen(); if (found) write(found); });
  /* Words selected by keyboard: Enter marks them. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.closest("a, button, input, textarea, select, summary") || !chosen()?.quote) return;
    event.preventDefault();
    mark();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-note-on]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    write({ paragraph: link.dataset.noteOn });
  });
}

/* After a swap the pressed button is gone: go to what was written, or to what is wrong with it. */
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "my-notes" || document.activeElement !== document.body) return;
  const number = event.target.dataset.fresh;
  if (!number) {
    event.target.querySelector("[data-result], .undo-bar button")?.focus();
    marking = false;
    return;
  }
  (marking && document.getElementById(`note-mark-${number}`) || document.getElementById(`my-note-${number}`))?.focus({ preventScroll: marking });
  marking = false;
});

/* A window that is left sends what is still being typed. */
const unsent = new Set();
document.addEventListener("input", (event) => { if (event.target.matches("[data-note] textarea")) unsent.add(event.target); });
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.successful) return;
  const stored = detail.requestConfig.formData.get("text");
  unsent.forEach((area) => { if (!area.isConnected || area.value === stored) unsent.delete(area); });
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") unsent.forEach((area) => area.dispatchEvent(new Event("notes:leave")));
});
addEventListener("pagehide", () => unsent.forEach((area) => {
  const left = new FormData(area.form);
  left.set("quiet", "1");
  fetch(area.form.action, { method: "POST", body: left, keepalive: true, redirect: "manual" });
}));
