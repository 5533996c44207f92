/* One press, one POST: a second press while the first is under way does nothing. */
const free = (form) => {
  form.removeAttribute("aria-busy");
  form.querySelectorAll("[data-said-before]").forEach((button) => {
    button.textContent = button.dataset.saidBefore;
    delete button.dataset.saidBefore;
  });
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.matches("[hx-post], [data-hx-post]") || event.defaultPrevented) return;
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }
  form.setAttribute("aria-busy", "true");
  const button = event.submitter;
  if (button?.dataset.busy) {
    button.dataset.saidBefore = button.textContent;
    button.textContent = button.dataset.busy;
  }
  setTimeout(() => free(form), 15000);
});

addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[aria-busy]").forEach(free);
});

document.addEventListener("change", (event) => {
  const name = event.target.dataset?.checkAll;
  if (!name) return;
  document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`).forEach((box) => {
    box.checked = event.target.checked;
  });
});
