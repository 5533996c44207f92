/* The choice of light or dark shows at once; the form's POST keeps it. */
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  const theme = body.get("theme");
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) {
    const choice = Object.assign(document.createElement("input"), { type: "hidden", name: "theme", value: theme });
    form.append(choice);
    form.submit();
    return;
  }
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  form.querySelectorAll("[aria-pressed]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.value === theme));
  });
}, true);
