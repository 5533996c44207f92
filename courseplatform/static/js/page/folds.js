/* What stands beside a text where there is room begins folded where it stands under it. */
if (matchMedia("(max-width: 40rem)").matches) {
  document.querySelectorAll("details[data-folds]").forEach((fold) => { fold.open = false; });
}
