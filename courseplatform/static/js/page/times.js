/* Adds "09:00–16:00 for you" under a time of another zone, on pages the server sends alike to all. */
const words = document.body.dataset;
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;

const parts = (instant, zone) => {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const [day, hour] = format.format(instant).split(", ");
  return { day, hour };
};

const addYours = (element) => {
  const start = new Date(element.querySelector("time").dateTime);
  const end = element.dataset.end && new Date(element.dataset.end);
  const home = parts(start, element.dataset.zone);
  const mine = parts(start, own);
  if (home.day === mine.day && home.hour === mine.hour) return;
  const hours = end ? `${mine.hour}–${parts(end, own).hour}` : mine.hour;
  const line = document.createElement("span");
  line.className = "when__yours";
  line.textContent = words.yours.replace("%s", hours);
  if (home.day !== mine.day) {
    const shift = document.createElement("span");
    shift.className = "when__shift";
    shift.textContent = mine.day > home.day ? words.nextDay : words.dayBefore;
    line.append(", ", shift);
  }
  if (element.hasAttribute("data-inline")) element.append(" (", line, ")");
  else element.append(line);
};

if (own && words.yours) document.querySelectorAll("[data-when]").forEach(addYours);

/* Forms that ask for the zone start with the browser's. */
document.querySelectorAll("[data-browser-zone]").forEach((control) => {
  if (control.value || !own) return;
  control.value = own;
});
