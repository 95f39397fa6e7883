// Makes the pages quicker where script runs; every link and form works without it. It fetches the
// same pages, swaps what changed, keeps focus and announcements right, and tells a framing page
// how tall it is. No framework, no storage, no cookie.

const WAIT = 350;
const root = document.documentElement;
const live = document.getElementById("live");
const page = () => document.getElementById("page");
let asking = null;
let shown = location.href;

root.classList.add("scripted");

// To the framing page: only to the origin that the address names, never to just anybody.
const host = page().dataset.host;
const tell = (message) => {
  if (window.parent !== window && host) window.parent.postMessage({ slotwright: message }, host);
};
const measure = () => tell({ height: Math.ceil(document.body.getBoundingClientRect().height) });
new ResizeObserver(measure).observe(document.body);

const announce = (text) => {
  live.textContent = "";
  setTimeout(() => { live.textContent = text; }, 60);
};

const focusOn = (element) => {
  if (!element) return;
  element.focus({ preventScroll: true });
  const top = element.getBoundingClientRect().top + window.scrollY;
  if (window.parent !== window && host) tell({ top });
  else if (top < window.scrollY || top > window.scrollY + window.innerHeight * 0.7) {
    window.scrollTo({ top: Math.max(0, top - 24) });
  }
};

// Stylesheets the new page needs and this one lacks; waited for, so that nothing flashes.
const dress = (next) => Promise.all([...next.querySelectorAll("link[rel=stylesheet]")]
  .filter((link) => ![...document.styleSheets].some((sheet) => sheet.href === link.href))
  .map((link) => new Promise((done) => {
    const mine = document.importNode(link);
    mine.onload = mine.onerror = done;
    document.head.insertBefore(mine, document.querySelector("link[href*='theme.css']"));
  })));

const settle = (how, next, focused) => {
  const heading = document.querySelector("[data-errors]") || document.querySelector("main h2, main [tabindex='-1']");
  const spoken = document.querySelector("[data-announce]");
  if (how !== "quietly") announce(spoken ? spoken.textContent.trim() : next.title);
  if (how === "step") return focusOn(heading);
  if (how === "day") return focusOn(document.getElementById("day-title"));
  if (how === "grid") return document.querySelector("[data-grid] [tabindex='0']")?.focus();
  const again = focused && document.getElementById(focused);
  if (how === "stay" && again) again.focus({ preventScroll: true });
  else if (how === "stay" && focused) document.getElementById("title")?.focus({ preventScroll: true });
};

const replace = async (text, how) => {
  const next = new DOMParser().parseFromString(text, "text/html");
  const fresh = next.getElementById("page");
  if (!fresh) throw new Error("not one of our pages");
  await dress(next);
  const focused = page().contains(document.activeElement) ? document.activeElement.id : "";
  root.lang = next.documentElement.lang;
  document.title = next.title;
  page().replaceWith(document.adoptNode(fresh));
  enhance();
  settle(how, next, focused);
  measure();
};

const ask = async (url, { quiet, ...options } = {}) => {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  const slow = quiet ? 0 : setTimeout(() => page().setAttribute("aria-busy", "true"), 150);
  try {
    const answer = await fetch(url, { ...options, signal: mine.signal, credentials: "same-origin", headers: { Accept: "text/html" } });
    return { text: await answer.text(), url: answer.url };
  } finally {
    clearTimeout(slow);
    page().removeAttribute("aria-busy");
    if (asking === mine) asking = null;
  }
};

const go = async (url, how, remember = "push") => {
  try {
    const answer = await ask(url, { quiet: how === "quietly" });
    if (remember === "push") history.pushState({ how }, "", answer.url);
    if (remember === "replace") history.replaceState({ how }, "", answer.url);
    shown = location.href;
    await replace(answer.text, how);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
  }
};

// A posted form: its answer is either the next page or the same one with what was wrong.
const send = async (form, button) => {
  const data = new FormData(form, button);
  const to = button?.hasAttribute("formaction") ? button.formAction : form.action;
  if (button) button.setAttribute("aria-disabled", "true");
  form.dataset.sending = "";
  try {
    const answer = await ask(to, { method: "POST", body: new URLSearchParams(data) });
    if (answer.url !== location.href) history.pushState({ how: "step" }, "", answer.url);
    shown = location.href;
    await replace(answer.text, "step");
  } catch (error) {
    delete form.dataset.sending;
    button?.removeAttribute("aria-disabled");
    const note = document.getElementById("offline");
    if (error.name === "AbortError" || !note) return;
    note.hidden = false;
    announce(note.textContent);
  }
};

// What is sold per person may be had by as many as come: limits follow the party.
const lower = (next) => {
  let changed = false;
  document.getElementById("party").dataset.most = next.getElementById("party").dataset.most;
  for (const fresh of next.querySelectorAll("input[type=number]")) {
    const mine = document.getElementById(fresh.id);
    if (!mine) continue;
    mine.max = fresh.max;
    if (Number(mine.value) <= Number(mine.max)) continue;
    mine.value = mine.max;
    changed = true;
  }
  return changed;
};

// The price follows the numbers: the same form, asked for its price only.
let pricing = 0;
const price = (form) => {
  clearTimeout(pricing);
  pricing = setTimeout(async () => {
    const data = new FormData(form);
    data.set("do", "price");
    try {
      const answer = await ask(form.action, { method: "POST", body: new URLSearchParams(data), quiet: true });
      const next = new DOMParser().parseFromString(answer.text, "text/html");
      for (const part of document.querySelectorAll("[data-live]")) {
        const fresh = next.getElementById(part.id);
        if (fresh) part.replaceWith(document.adoptNode(fresh));
      }
      if (lower(next)) price(form);
      enhance();
      const said = document.querySelectorAll("#party-limit:not([hidden]), #price .error:not([hidden]), [data-total]");
      announce([...said].map((each) => each.dataset.total || each.textContent).join(" "));
    } catch { /* the price is asked again when the form is sent */ }
  }, WAIT);
};

const step = (button) => {
  if (button.getAttribute("aria-disabled") === "true") return;
  const input = document.getElementById(button.dataset.step);
  const before = input.value;
  if (button.dataset.by === "1") input.stepUp(); else input.stepDown();
  if (input.value !== before) input.dispatchEvent(new Event("change", { bubbles: true }));
};
// A number stops at its own ends; people also where the seats for all of them together do.
const limits = (input) => {
  const value = Number(input.value || 0);
  const seats = Number(input.dataset.seats || 0);
  const more = !seats || seats <= room(input.closest("[data-most]"));
  for (const button of document.querySelectorAll(`[data-step="${input.id}"]`)) {
    const up = button.dataset.by === "1";
    const end = up ? input.max : input.min;
    button.setAttribute("aria-disabled", String((end !== "" && value === Number(end)) || (up && !more)));
  }
};
const room = (party) => [...party.querySelectorAll("[data-seats]")]
  .reduce((left, each) => left - Number(each.value || 0) * Number(each.dataset.seats), Number(party.dataset.most));
const allLimits = () => document.querySelectorAll("input[type=number]").forEach(limits);

// The month as a grid: one stop for Tab, arrows within, Page Up and Page Down to other months.
const cells = () => [...document.querySelectorAll("[data-grid] a")];
const rove = () => {
  const all = cells();
  if (!all.length) return;
  document.querySelector("[data-grid]").setAttribute("role", "grid");
  const stop = all.find((cell) => cell.hasAttribute("aria-current")) || all[0];
  for (const cell of all) cell.tabIndex = cell === stop ? 0 : -1;
};
const move = (cell, days) => {
  const all = cells();
  const at = Date.parse(cell.dataset.date);
  const aim = at + days * 864e5;
  const beyond = all.filter((each) => (Date.parse(each.dataset.date) - at) * days > 0);
  const near = beyond.sort((a, b) => Math.abs(Date.parse(a.dataset.date) - aim) - Math.abs(Date.parse(b.dataset.date) - aim))[0];
  if (near) stop(near);
};
const stop = (to) => {
  for (const each of cells()) each.tabIndex = each === to ? 0 : -1;
  to.focus();
};
// The first and the last day of a week with anything in it; weeks are rows, wherever they begin.
const ends = (cell) => {
  const row = [...cell.closest("tr").querySelectorAll("a")];
  return { Home: row[0], End: row.at(-1) };
};
const keys = (event) => {
  const cell = event.target.closest?.("[data-grid] a");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  const flip = getComputedStyle(cell).direction === "rtl" ? -1 : 1;
  const days = { ArrowLeft: -flip, ArrowRight: flip, ArrowUp: -7, ArrowDown: 7 }[event.key];
  const turn = { PageUp: "back", PageDown: "ahead" }[event.key];
  if (days) move(cell, days);
  else if (event.key === "Home" || event.key === "End") stop(ends(cell)[event.key]);
  else if (turn) document.getElementById(turn)?.href && go(document.getElementById(turn).href, "grid");
  else if (event.key === " ") cell.click();
  else return;
  event.preventDefault();
};

const enhance = () => {
  rove();
  for (const control of document.querySelectorAll("[data-step]")) control.hidden = false;
  allLimits();
  const booked = document.querySelector("[data-booked]");
  if (booked) tell({ booked: { reference: booked.dataset.booked } });
};

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const stepper = event.target.closest("[data-step]");
  if (stepper) return step(stepper);
  const field = event.target.closest("a[data-field]");
  if (field) {
    event.preventDefault();
    return document.getElementById(field.dataset.field)?.focus();
  }
  const link = event.target.closest("a[data-swap]");
  if (!link || link.origin !== location.origin) return;
  event.preventDefault();
  go(link.href, link.dataset.swap);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sending !== undefined) return event.preventDefault();
  if (form.method === "post" && form.dataset.swap) {
    event.preventDefault();
    send(form, event.submitter);
  } else if (form.dataset.swap) {
    event.preventDefault();
    go(`${form.action.split("?")[0]}?${new URLSearchParams(new FormData(form))}`, form.dataset.swap);
  }
});
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (event.target.type === "number") allLimits();
  if (form?.dataset.auto !== undefined) form.requestSubmit();
  if (event.target.dataset.price !== undefined) price(form);
});
// While a number is typed, the price follows already.
document.addEventListener("input", (event) => {
  const { type, value, dataset, form } = event.target;
  if (type !== "number" || value === "") return;
  allLimits();
  if (dataset.price !== undefined) price(form);
});
document.addEventListener("keydown", keys);
// Within a dialog of the host page the keys stay here: it is told that Escape closes it.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) tell({ close: true });
});
// Paid in a window of its own: whoever comes back is told how it stands by now.
const back = () => {
  if (!document.hidden && document.querySelector("#pay")?.form.target) go(location.href, "stay", "none");
};
document.addEventListener("visibilitychange", back);
window.addEventListener("focus", back);
window.addEventListener("popstate", (event) => {
  if (location.href.split("#")[0] !== shown.split("#")[0]) go(location.href, event.state?.how || "step", "none");
});

// Opened without the loader: say whose clock this is, and start with the view that fits.
const wish = new URL(location.href);
const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
const { zone, tz } = page().dataset;
if (zone && !tz && mine && mine !== zone) wish.searchParams.set("tz", mine);
if (document.querySelector(".view-month") && !/[?&](view|month|day)=/.test(location.search) && innerWidth < 480) {
  wish.searchParams.set("view", "list");
}
enhance();
measure();
if (wish.href !== location.href) go(wish.href, "quietly", "replace");
