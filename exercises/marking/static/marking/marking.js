/* The marking desk by keyboard, and comments on a selection. Without this script every form still works. */
const rubric = document.querySelector("[data-rubric]");
const desk = document.querySelector("[data-marking]");

if (rubric) {
  const criteria = [...rubric.querySelectorAll("[data-criterion]")];
  let here = 0;
  const visible = (part) => part.getClientRects().length > 0;
  const shown = () => criteria.filter(visible);

  const go = (step) => {
    const list = shown();
    if (!list.length) return;
    here = Math.min(Math.max(here + step, 0), list.length - 1);
    const target = list[here].querySelector("input:checked") ?? list[here].querySelector("input");
    target.focus();
    list[here].scrollIntoView({ block: "nearest" });
  };

  rubric.addEventListener("focusin", (event) => {
    const at = shown().indexOf(event.target.closest("[data-criterion]"));
    if (at >= 0) here = at;
  });

  rubric.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      go(1);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, input:not([type=radio])")) return;
    if (document.documentElement.dataset.singleKeys === "off") return;
    const acts = {
      j: () => go(1),
      k: () => go(-1),
      m: () => shown()[here]?.querySelector("textarea")?.focus(),
      g: () => { location.href = desk.dataset.queue; },
    };
    if (/^[0-4]$/.test(event.key)) {
      const box = shown()[here]?.querySelector(`input[type=radio][value="${event.key}"]`);
      if (!box) return;
      event.preventDefault();
      box.focus();
      if (!box.checked) box.click();
    } else if (acts[event.key]) {
      event.preventDefault();
      acts[event.key]();
    }
  });
}

/* Words selected in the work become paragraph, quote and what stands before them. */
const form = document.querySelector("[data-new-comment]");
const work = document.querySelector("[data-commented]");
const offer = document.querySelector("[data-select]");
if (form && work && offer) {
  form.querySelector("[data-select-hint]").hidden = false;
  const chosen = () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !work.contains(selection.anchorNode)) return null;
    const node = selection.anchorNode.nodeType === 1 ? selection.anchorNode : selection.anchorNode.parentElement;
    const paragraph = node.closest("[data-paragraph]");
    if (!paragraph || !paragraph.contains(selection.focusNode)) return null;
    const range = selection.getRangeAt(0);
    const lead = document.createRange();
    lead.selectNodeContents(paragraph);
    lead.setEnd(range.startContainer, range.startOffset);
    const plain = (part) => {
      const copy = part.cloneContents();
      copy.querySelectorAll(".comment-mark").forEach((mark) => mark.remove());
      return copy.textContent;
    };
    return { paragraph: paragraph.dataset.paragraph, quote: plain(range).trim(), before: plain(lead).slice(-60) };
  };
  const take = () => {
    const found = chosen();
    if (!found?.quote) return;
    form.open = true;
    form.querySelector("[name=paragraph]").value = found.paragraph;
    form.querySelector("[name=quote]").value = found.quote.slice(0, 400);
    form.querySelector("[name=before]").value = found.before;
    offer.hidden = true;
    form.querySelector("[name=text]").focus();
  };
  document.addEventListener("selectionchange", () => { offer.hidden = !chosen()?.quote; });
  offer.querySelector("button").addEventListener("mousedown", (event) => event.preventDefault());
  offer.querySelector("button").addEventListener("click", take);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.target.closest("a, button, input, textarea, select, summary") && chosen()?.quote) {
      event.preventDefault();
      take();
    }
  });
}
