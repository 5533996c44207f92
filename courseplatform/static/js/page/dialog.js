/* A link to a page with one short question opens the same form as a dialog, where the page brings it along. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.querySelector(`dialog[data-name="${CSS.escape(opener.dataset.dialog)}"]`);
  if (dialog && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    dialog.showModal();
    (dialog.querySelector("[data-harmless]") ?? dialog.querySelector("h2"))?.focus();
  }
  const closer = event.target.closest("dialog [data-close]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog").close();
  }
});
