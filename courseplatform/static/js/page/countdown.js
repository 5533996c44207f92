/* What is left until a deadline: minutes, then seconds in the last five; spoken at 10, 5, 1 and the end. */
document.querySelectorAll("[data-countdown]").forEach((line) => {
  // By the server's clock: what this device shows may be minutes off.
  const deadline = Date.parse(line.dataset.countdown) - (Date.parse(line.dataset.now) - Date.now() || 0);
  const shown = line.querySelector("[role=timer]");
  const said = line.querySelector("[data-said]");
  const spoken = new Set();
  const text = (left) => {
    if (left <= 0) return line.dataset.gone;
    const minutes = Math.floor(left / 60);
    if (left >= 172800) return shown.textContent;
    if (minutes >= 120) return line.dataset.hours.replace("%s", Math.floor(minutes / 60));
    if (minutes >= 5) return line.dataset.minutes.replace("%s", minutes);
    return line.dataset.seconds.replace("%s", `${minutes}:${String(left % 60).padStart(2, "0")}`);
  };
  const tick = () => {
    const left = Math.max(0, Math.floor((deadline - Date.now()) / 1000));
    shown.textContent = text(left);
    const mark = left === 0 ? 0 : [60, 300, 600].find((step) => left <= step && left > step - 20);
    if (mark !== undefined && !spoken.has(mark)) {
      spoken.add(mark);
      said.textContent = shown.textContent;
    }
    if (left > 0) setTimeout(tick, left <= 300 ? 1000 : 5000);
    else line.dispatchEvent(new CustomEvent("countdown:over", { bubbles: true }));
  };
  tick();
});
