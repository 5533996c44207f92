/* After a form came back or an act was done, reading goes on at what happened. */
const summary = document.querySelector("[data-error-summary]");
(summary ?? document.querySelector("[data-result]"))?.focus({ preventScroll: !summary });

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-error-summary] a");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const control = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea");
  const label = document.querySelector(`label[for="${CSS.escape(target.id)}"]`) ?? target;
  label.scrollIntoView();
  control?.focus({ preventScroll: true });
});
