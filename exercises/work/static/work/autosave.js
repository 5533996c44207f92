/* Saves an answer a moment after the last key, and keeps on this device what could not be sent.
   Without this script the Save button does the same POST. */
const REST = 1200; // after the last key
const MOST = 2000; // after the first unsaved one
const LIMIT = 60000; // browsers take no more than this from a page that is closing
const PREFIX = "draft:";
const OWN = new Set(["csrfmiddlewaretoken", "revision", "window", "turn"]);

const storage = {
  put(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ } },
  get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* forbidden */ } },
  keys(start) { try { return Object.keys(localStorage).filter((key) => key.startsWith(start)); } catch { return []; } },
  dropAll(start) { storage.keys(start).forEach(storage.drop); },
};

const handedIn = document.querySelector("[data-erase-drafts]");
if (handedIn) storage.dropAll(`${PREFIX}${handedIn.dataset.eraseDrafts}/`);

/* The clock has handed in: what this device still keeps can be looked at, and sent as late. */
const keptHere = document.querySelector("[data-kept-drafts]");
if (keptHere) {
  const start = `${PREFIX}${keptHere.dataset.keptDrafts}/`;
  const token = keptHere.querySelector("form[data-late] input").value;
  storage.keys(start).forEach((key) => {
    const left = storage.get(key);
    if (!left) return;
    const number = key.slice(start.length).split("/")[0];
    const line = document.createElement("p");
    line.textContent = `${keptHere.dataset.saidLate.replace("%s", number)} `;
    const url = keptHere.dataset.lateUrl.replace("/0/", `/${number}/`);
    keptHere.prepend(line, lateForm(url, left, token, keptHere.dataset.saidLook));
    storage.drop(key);
  });
}

/* A form that posts what was kept to the page that shows it in full. */
function lateForm(url, left, token, label) {
  const late = document.createElement("form");
  late.method = "post";
  late.action = url;
  const pairs = [...left.entries, ["csrfmiddlewaretoken", token], ["typed_at", new Date(left.at).toISOString()]];
  pairs.forEach(([name, value]) => late.append(Object.assign(document.createElement("input"), { type: "hidden", name, value })));
  late.append(Object.assign(document.createElement("button"), { className: "button", textContent: label }));
  return late;
}

const form = document.querySelector("form[data-autosave]");
if (form) keep(form);

function keep(form) {
  const key = PREFIX + form.dataset.autosave;
  const said = form.dataset;
  const name = Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");
  const line = document.querySelector("[data-save-state]");
  const words = document.querySelector("[data-save-words]");
  const aloud = document.querySelector("[data-save-said]");
  let turn = 0;
  let sending = null;
  let timer = 0;
  let since = 0;
  let tries = 0;
  let state = "saved";
  let quiet = false;

  const field = (wanted) => form.querySelector(`input[name="${wanted}"]`);
  const hidden = (called, value) => {
    const input = field(called) ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: called }));
    input.value = value;
  };
  const entries = () => [...new FormData(form)].filter(([each, value]) => !OWN.has(each) && typeof value === "string");
  const text = () => JSON.stringify(entries());
  let stored = text();
  const dirty = () => text() !== stored;

  function show(next, sentence, speak) {
    state = next;
    line?.setAttribute("data-state", next);
    if (words && sentence) words.textContent = sentence;
    if (aloud && speak) aloud.textContent = sentence;
    form.querySelectorAll("[data-copy-text]").forEach((button) => { button.hidden = next !== "failed" && next !== "offline"; });
  }

  function changed() {
    if (state === "conflict" || state === "over") return;
    if (!dirty()) return;
    storage.put(key, { entries: entries(), revision: field("revision").value, window: name, turn, at: Date.now() });
    since ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(save, Math.max(0, Math.min(REST, since + MOST - Date.now())));
  }

  function body(pairs, facts) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", field("csrfmiddlewaretoken").value);
    pairs.forEach(([each, value]) => data.append(each, value));
    Object.entries(facts).forEach(([each, value]) => data.set(each, value));
    return data;
  }

  async function post(data, closing) {
    return fetch(form.action, {
      method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "manual",
      keepalive: Boolean(closing), signal: closing ? undefined : AbortSignal.timeout(10000),
    });
  }

  function save(closing = false) {
    clearTimeout(timer);
    if (sending && !closing) return sending.then(() => (dirty() ? save() : undefined));
    if (!dirty() || state === "conflict" || state === "over") return Promise.resolve();
    since = 0;
    turn += 1;
    const sent = text();
    const data = body(entries(), { revision: field("revision").value, window: name, turn });
    if (state === "saved") show("saving", said.saidSaving);
    sending = post(data, closing && sent.length < LIMIT)
      .then((answer) => take(answer, sent))
      .catch(() => later(navigator.onLine ? "failed" : "offline"))
      .finally(() => { sending = null; if (state === "saved" && dirty()) changed(); });
    return sending;
  }

  async function take(answer, sent) {
    if (answer.type === "opaqueredirect") return later("signed-out");
    if (answer.status === 403) return renew();
    if (!(answer.headers.get("Content-Type") || "").includes("json")) return later("failed");
    const facts = await answer.json();
    if (facts.state !== "saved") return stop(facts);
    const first = !quiet || state === "failed" || state === "offline" || state === "signed-out";
    quiet = true;
    tries = 0;
    stored = sent;
    field("revision").value = facts.revision;
    if (!dirty()) storage.drop(key);
    const note = facts.errors.length ? `${facts.sentence}. ${facts.errors.join(" ")}` : facts.sentence;
    show("saved", note, first || facts.errors.length > 0);
    document.querySelectorAll("[data-progress]").forEach((place) => { place.textContent = facts.progress; });
    if (!dirty()) swap(facts.live);
    form.dispatchEvent(new CustomEvent("answer:saved", { bubbles: true, detail: facts }));
  }

  function swap(html) {
    if (!html) return;
    const parts = new DOMParser().parseFromString(html, "text/html").body.children;
    [...parts].forEach((part) => {
      const old = part.id && document.getElementById(part.id);
      if (!old || old.contains(document.activeElement)) return;
      part.removeAttribute("hx-swap-oob");
      old.replaceWith(part);
      window.htmx?.process(part);
    });
  }

  function stop(facts) {
    show(facts.state, facts.sentence, true);
    if (facts.state === "over") {
      if (facts.late_url && said.saidLate) line?.after(lateForm(facts.late_url, { entries: entries(), at: Date.now() }, field("csrfmiddlewaretoken").value, said.saidLate));
      else storage.drop(key);
      return;
    }
    const button = document.createElement("button");
    button.className = "button";
    button.dataset.size = "small";
    button.type = "submit";
    button.setAttribute("form", form.id);
    button.textContent = said.saidSeeBoth;
    button.dataset.saveBoth = "";
    if (!document.querySelector("[data-save-both]")) line?.after(button);
  }

  function later(next) {
    tries += 1;
    show(next, { offline: said.saidOffline, "signed-out": said.saidSignedOut }[next] ?? said.saidFailed, tries === 1);
    timer = setTimeout(save, Math.min(30000, 1000 * 2 ** tries));
  }

  /* A form that was open for long: its token is renewed from a fresh copy of the page. */
  async function renew() {
    const answer = await fetch(location.href, { redirect: "manual" });
    if (answer.type === "opaqueredirect") return later("signed-out");
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("input[name=csrfmiddlewaretoken]");
    if (!fresh || fresh.value === field("csrfmiddlewaretoken").value || tries > 3) return later("failed");
    field("csrfmiddlewaretoken").value = fresh.value;
    later("failed");
  }

  /* What an earlier page of this device could not send any more. */
  function restore() {
    const left = storage.get(key);
    if (!left) return;
    if (JSON.stringify(left.entries) === stored) return storage.drop(key);
    setTimeout(async () => {
      const still = storage.get(key);
      if (!still || still.at !== left.at || dirty()) return;
      try {
        const data = body(left.entries, { revision: left.revision, window: left.window, turn: left.turn + 1 });
        const answer = await post(data, false);
        const facts = await answer.json();
        if (facts.state === "saved") {
          storage.drop(key);
          show("saved", said.saidRestored, true);
          location.reload();
        } else if (facts.state === "conflict") {
          offer(left);
          show("conflict", said.saidKept, true);
        } else stop(facts);
      } catch { /* the line is down; it stays on this device */ }
    }, Math.max(0, 4000 - (Date.now() - left.at)));
  }

  /* See both versions: the kept text is posted as a form, and the answer page shows the two. */
  function offer(left) {
    const other = document.createElement("form");
    other.method = "post";
    other.action = form.action;
    body(left.entries, { revision: left.revision }).forEach((value, each) => {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = each;
      input.value = value;
      other.append(input);
    });
    const button = document.createElement("button");
    button.className = "button";
    button.dataset.size = "small";
    button.textContent = said.saidSeeBoth;
    other.append(button);
    line?.after(other);
    storage.drop(key);
  }

  /* A choice is answered at once with what the server computes; words wait for the save. */
  let asking = 0;
  let question = 0;
  async function ask() {
    const mine = ++question;
    try {
      const answer = await fetch(said.live, { method: "POST", body: body(entries(), {}), redirect: "manual" });
      if (answer.ok && mine === question) swap(await answer.text());
    } catch { /* the save will bring it */ }
  }
  form.addEventListener("input", (event) => {
    changed();
    if (!said.live || event.target.matches("textarea, input:not([type=radio], [type=checkbox], [type=hidden])")) return;
    clearTimeout(asking);
    asking = setTimeout(ask, 250);
  });
  form.addEventListener("change", changed);
  form.addEventListener("answer:changed", changed);
  addEventListener("online", () => { if (dirty()) save(); });

  /* A press on Save waits for a save under way, so that a window never meets itself. */
  form.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (pressed?.dataset.saveBoth !== undefined) return;
    if (sending) {
      event.preventDefault();
      event.stopPropagation();
      sending.finally(() => form.requestSubmit(pressed));
      return;
    }
    if (!pressed?.name && state !== "conflict") {
      event.preventDefault();
      event.stopPropagation();
      if (dirty()) save();
      else show("saved", words?.textContent, true);
      return;
    }
    clearTimeout(timer);
    hidden("window", name);
    hidden("turn", turn + 1);
    stored = text();
    storage.drop(key);
  }, true);

  /* The time is over: one last save within the grace, then what is saved is handed in. */
  document.addEventListener("countdown:over", async () => {
    if (!said.handIn || state === "over") return;
    form.inert = true;
    if (dirty()) await save();
    if (dirty()) return; // the line is down: what was typed stays here, the server hands in what it has
    const leave = document.createElement("form");
    leave.method = "post";
    leave.action = said.handIn;
    leave.append(Object.assign(document.createElement("input"), { type: "hidden", name: "csrfmiddlewaretoken", value: field("csrfmiddlewaretoken").value }));
    document.body.append(leave);
    leave.submit();
  });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || (event.key !== "Enter" && event.key !== "s")) return;
    if (event.key === "Enter" && !form.contains(event.target)) return;
    event.preventDefault();
    save();
  });

  /* Following a link first sends what is unsaved, so that the next page knows it. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.target || link.origin !== location.origin || (link.pathname === location.pathname && link.search === location.search && link.hash)) return;
    if (!dirty() || state === "failed" || state === "offline" || state === "conflict") return;
    event.preventDefault();
    Promise.race([save(), new Promise((resolve) => { setTimeout(resolve, 1500); })]).then(() => { location.href = link.href; });
  });

  addEventListener("beforeunload", (event) => {
    if (dirty() && state !== "saved" && state !== "saving" && state !== "new" && state !== "over") event.preventDefault();
  });
  addEventListener("pagehide", () => save(true));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  document.querySelectorAll("[data-copy-text]").forEach((button) => button.addEventListener("click", () => {
    navigator.clipboard?.writeText([...form.querySelectorAll("textarea")].map((area) => area.value).join("\n\n"));
  }));

  restore();
}

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
