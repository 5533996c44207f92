/* Copy buttons exist only where the browser can copy. */
document.querySelectorAll("[data-copy]").forEach((button) => {
  const source = button.parentElement.querySelector("[data-copy-source]");
  if (!source || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = source.value ?? (source.querySelector(".hash") ? source.textContent.replace(/\s/g, "") : source.textContent.trim());
    await navigator.clipboard.writeText(text);
    const status = button.nextElementSibling?.matches("[role=status]") ? button.nextElementSibling : document.createElement("span");
    status.setAttribute("role", "status");
    button.after(status);
    status.textContent = "";
    requestAnimationFrame(() => { status.textContent = document.body.dataset.copied; });
  });
});
