/* Chapters seek in the player of their own page; without a script they open the file at that second. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-seek]");
  const player = link?.closest("[data-audio]")?.querySelector("audio");
  if (!player) return;
  event.preventDefault();
  player.currentTime = Number(link.dataset.seek);
  player.play();
});

/* A security key that did not answer is told in the page. */
document.addEventListener("allauth.error", (event) => {
  const told = document.querySelector("[data-key-failed]");
  if (!told) return;
  event.preventDefault();
  told.hidden = false;
  told.focus();
});
