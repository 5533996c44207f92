/* The matrix as a grid: one tab stop, arrows, one key a rating, a bar for mouse and touch.
   What it writes goes into two hidden fields of the form that works without it; sums come from the server. */
const root = document.querySelector("[data-ach]");
const table = root?.querySelector("[data-ach-table]");

const BY_KEY = { 1: "CC", 2: "C", 3: "N", 4: "I", 5: "II", 0: "NA", c: "C", n: "N", i: "I", x: "II", a: "NA" };
const SINGLE_KEYS = document.documentElement.dataset.singleKeys !== "off";
const DOUBLED = { C: "CC", I: "II" };
const PAGE = 10;

const start = () => {
  const rows = [...table.tBodies[0].rows];
  const cells = rows.map((row) => [...row.querySelectorAll(".rating")]);
  const bar = root.querySelector("[data-ach-bar]");
  const words = root.querySelector("[data-ach-words]");
  const reason = root.querySelector("[data-ach-reason]");
  const said = root.querySelector("[data-ach-said]");
  const grid = root.querySelector("[data-ach-grid]");
  const reasons = root.querySelector("[data-ach-reasons]");
  const terms = Object.fromEntries([...root.querySelectorAll("[data-term]")].map((button) => [button.dataset.rate, button.dataset.term]));
  const heads = [...table.tHead.rows[0].querySelectorAll("[data-hypothesis]")].map((head) => head.textContent.trim());
  const written = {};
  const undone = [];
  let at = { row: 0, column: 0 };
  let doubling = "";
  let finished = "";

  const cell = () => cells[at.row][at.column];
  const code = (box) => box.dataset.code ?? "";

  const name = (box) => box.setAttribute("aria-label", terms[code(box)] ?? root.dataset.saidNotRated);

  const tell = (field, data) => {
    field.disabled = false;
    field.value = JSON.stringify(data);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const send = () => {
    const data = {};
    rows.forEach((row, place) => {
      data[row.dataset.row] = Object.fromEntries(cells[place].filter(code).map((box) => [box.dataset.h, code(box)]));
    });
    tell(grid, data);
  };

  const show = () => {
    const row = rows[at.row];
    words.textContent = `${row.dataset.row}, ${heads[at.column]}: ${row.querySelector(".ach__text").textContent}`;
    if (document.activeElement !== reason) reason.value = row.dataset.reason ?? "";
    bar.querySelectorAll("[data-rate]").forEach((button) => {
      if (button.dataset.rate) button.setAttribute("aria-pressed", String(button.dataset.rate === code(cell())));
    });
    rows.forEach((each) => each.toggleAttribute("data-current", each === row));
    bar.hidden = false;
  };

  const move = (row, column, focus = true) => {
    cell().tabIndex = -1;
    at = {
      row: Math.max(0, Math.min(row, rows.length - 1)),
      column: Math.max(0, Math.min(column, cells[0].length - 1)),
    };
    doubling = "";
    cell().tabIndex = 0;
    if (focus) {
      cell().focus({ preventScroll: true });
      cell().scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    show();
  };

  const put = (box, value) => {
    if (value) box.dataset.code = value;
    else delete box.dataset.code;
    box.textContent = value;
    name(box);
  };

  const rate = (value) => {
    const box = cell();
    undone.push({ ...at, value: code(box) });
    put(box, value);
    finished = cells[at.row].every(code) ? rows[at.row].dataset.row : "";
    send();
    show();
  };

  const rateAndGoOn = (value) => {
    rate(value);
    if (value && at.column < cells[0].length - 1) move(at.row, at.column + 1);
  };

  const undo = () => {
    const last = undone.pop();
    if (!last) return;
    move(last.row, last.column);
    put(cell(), last.value);
    send();
    show();
  };

  /* A second c or i doubles the rating just given, which stands one cell to the left by then. */
  const double = (value) => {
    const last = undone.at(-1);
    if (!DOUBLED[value] || doubling !== value || !last) return false;
    put(cells[last.row][last.column], DOUBLED[value]);
    doubling = "";
    send();
    show();
    return true;
  };

  const steps = {
    ArrowLeft: () => move(at.row, at.column - 1),
    ArrowRight: () => move(at.row, at.column + 1),
    ArrowUp: () => move(at.row - 1, at.column),
    ArrowDown: () => move(at.row + 1, at.column),
    PageUp: () => move(at.row - PAGE, at.column),
    PageDown: () => move(at.row + PAGE, at.column),
    Home: (event) => move(event.ctrlKey ? 0 : at.row, 0),
    End: (event) => move(event.ctrlKey ? rows.length - 1 : at.row, cells[0].length - 1),
    Delete: () => rate(""),
    Backspace: () => rate(""),
    Enter: () => rows[at.row].querySelector("th a").click(),
    F2: () => rows[at.row].querySelector("th a").click(),
  };

  table.addEventListener("keydown", (event) => {
    if (!event.target.matches(".rating") || event.altKey || event.metaKey) return;
    const key = event.key.toLowerCase();
    if (event.ctrlKey && key === "z") {
      event.preventDefault();
      undo();
    } else if (steps[event.key] && (!event.ctrlKey || ["Home", "End"].includes(event.key))) {
      event.preventDefault();
      steps[event.key](event);
    } else if (BY_KEY[key] && !event.ctrlKey && SINGLE_KEYS) {
      event.preventDefault();
      const value = BY_KEY[key];
      if (double(value)) return;
      rateAndGoOn(value);
      doubling = key === "c" || key === "i" ? value : "";
    }
  });

  table.addEventListener("click", (event) => {
    const box = event.target.closest(".rating");
    const row = cells.findIndex((line) => line.includes(box));
    if (row >= 0) move(row, cells[row].indexOf(box));
  });

  table.addEventListener("focusin", (event) => {
    const row = cells.findIndex((line) => line.includes(event.target));
    if (row >= 0 && event.target !== cell()) move(row, cells[row].indexOf(event.target));
    else if (row >= 0) show();
  });

  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-rate]");
    if (button) rateAndGoOn(button.dataset.rate);
  });

  reason.addEventListener("input", () => {
    const row = rows[at.row];
    row.dataset.reason = reason.value;
    written[row.dataset.row] = reason.value;
    tell(reasons, written);
  });
  reason.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && event.key !== "Enter") return;
    event.preventDefault();
    cell().focus();
  });

  /* The server's spread of a row that has just become complete is worth a sentence, once. */
  new MutationObserver(() => {
    const spread = finished && document.getElementById(`ach-spread-${finished}`)?.textContent;
    if (!spread || !/\d/.test(spread)) return;
    const progress = root.querySelector("[data-ach-progress]")?.textContent ?? "";
    said.textContent = `${root.dataset.saidComplete.replace("%row%", finished).replace("%spread%", spread)}, ${progress}`;
    finished = "";
  }).observe(root, { childList: true, subtree: true });

  table.setAttribute("role", "grid");
  cells.flat().forEach((box) => {
    box.setAttribute("role", "gridcell");
    box.tabIndex = -1;
    name(box);
  });
  cell().tabIndex = 0;
};

/* Esc in a row's form leads back to the matrix, to the row it belongs to. */
const form = document.querySelector("[data-ach-row]");
form?.addEventListener("keydown", (event) => {
  if (event.key === "Escape") form.querySelector(".back").click();
});

if (table) start();
