// Shows a calendar where its tag stands. Sets no cookie, calls nobody but its own host, writes no
// inline style or script into the page. Comment lines like these are left out when it is served.
(() => {
  "use strict";

  const root = document.documentElement;
  const make = (name) => document.createElement(name);

  const styles = `
:where(.slotwright-button){font:inherit;font-weight:600;min-height:44px;padding:.6em 1.4em;border:2px solid;border-radius:99px;background:none;color:inherit;cursor:pointer}
.slotwright-dialog{box-sizing:border-box;width:min(1040px,100vw - 24px);max-width:none;height:min(860px,100dvh - 24px);max-height:none;margin:auto;padding:0;border:0;border-radius:14px;overflow:hidden;color:inherit}
.slotwright-dialog[open]{display:flex;flex-direction:column}
.slotwright-dialog::backdrop{background:rgb(10 16 14/.5)}
.slotwright-dialog>div{flex:1;overflow:auto;overscroll-behavior:contain;padding:0 2% 16px}
.slotwright-close{align-self:flex-end;margin:4px;flex:0 0 44px;width:44px;border:0;border-radius:99px;background:none;color:inherit;font:24px/1 system-ui;cursor:pointer}`;

  const words = {
    de: ["Termine ansehen", "Kalender öffnen", "Kalender", "Schließen"],
    en: ["See dates", "Open the calendar", "Calendar", "Close"],
  };

  // A sheet made by script passes a strict style-src; a style element would not.
  const dress = () => {
    if (window.slotwrightDressed || !document.adoptedStyleSheets) return;
    window.slotwrightDressed = true;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  };

  // The colour the calendar will stand on, as six hex digits: its own colours are worked out from it.
  const ground = (place) => {
    const hex = (text) => {
      const [r, g, b, a = 1] = (text.match(/[\d.]+/g) || []).map(Number);
      return a > 0.5 && [r, g, b].map((part) => Math.round(part).toString(16).padStart(2, "0")).join("");
    };
    for (let at = place; at; at = at.parentElement) {
      const found = hex(getComputedStyle(at).backgroundColor);
      if (found) return found;
    }
    const scheme = getComputedStyle(root).colorScheme;
    const dark = scheme.includes("dark") && (!scheme.includes("light") || matchMedia("(prefers-color-scheme: dark)").matches);
    return dark ? "121212" : "ffffff";
  };
  const isDark = (hex) => parseInt(hex.slice(0, 2), 16) * 0.3 + parseInt(hex.slice(2, 4), 16) * 0.59 + parseInt(hex.slice(4), 16) * 0.11 < 128;

  const address = (tag, place) => {
    const data = tag.dataset;
    const url = new URL(`embed/${data.calendar.replace(/^\/+|\/+$/g, "")}/`, tag.src);
    const here = new URLSearchParams(location.search);
    const put = (name, value) => value && url.searchParams.set(name, value);
    put("view", data.view || (place.clientWidth && place.clientWidth < 480 ? "list" : ""));
    put("offering", data.offering);
    put("only", data.offering && "1");
    put("lang", data.lang || root.lang);
    put("theme", data.theme === "auto" ? "" : data.theme);
    put("ground", ground(place));
    put("tz", Intl.DateTimeFormat().resolvedOptions().timeZone);
    put("reference", data.reference || here.get("reference"));
    for (const [name, value] of here) if (name.startsWith("utm_")) put(name, value);
    put("host", location.origin);
    put("home", location.origin + location.pathname);
    return url;
  };

  const link = (url, text) => {
    const plain = make("a");
    const target = new URL(url);
    for (const name of ["host", "home", "ground"]) target.searchParams.delete(name);
    plain.href = target;
    plain.target = "_top";
    plain.textContent = text;
    return plain;
  };

  // Fills `place` with the frame; the link beside it shows when the frame does not speak up.
  const frame = (place, url, text, ahead) => {
    const view = make("iframe");
    const plain = link(url, text[1]);
    const mode = url.searchParams.get("theme") || (isDark(url.searchParams.get("ground")) ? "dark" : "light");
    view.title = text[2];
    view.src = url;
    const look = view.style;
    look.display = "block";
    look.width = "100%";
    look.border = "0";
    look.height = `${ahead}px`;
    look.colorScheme = mode;
    plain.hidden = true;
    const fall = (failed) => {
      plain.hidden = !failed;
      look.position = failed ? "absolute" : "";
      look.visibility = failed ? "hidden" : "";
    };
    let waiting;
    view.addEventListener("load", () => {
      waiting = waiting || setTimeout(fall, 2500, true);
    });
    addEventListener("message", (event) => {
      if (event.source !== view.contentWindow || event.origin !== url.origin) return;
      const said = event.data?.slotwright;
      if (!said) return;
      clearTimeout(waiting);
      waiting = -1;
      fall(false);
      if (said.height > 0) look.height = `${Math.min(Math.ceil(said.height), 20000)}px`;
      if (said.top >= 0) reveal(view, said.top);
      if (said.close) place.closest("dialog")?.close();
      if (said.booked) place.dispatchEvent(new CustomEvent("slotwright:booked", { bubbles: true, detail: said.booked }));
    });
    place.append(view, plain);
  };

  // After a step: bring its heading into view if it is not there already.
  const reveal = (view, top) => {
    const at = view.getBoundingClientRect().top + top;
    if (at >= 0 && at < innerHeight * 0.7) return;
    const box = view.closest(".slotwright-dialog>div") || window;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    box.scrollBy({ top: at - 80, behavior: calm ? "auto" : "smooth" });
  };

  const button = (place, tag, text) => {
    dress();
    const opener = make("button");
    opener.type = "button";
    opener.className = "slotwright-button";
    opener.textContent = tag.dataset.label || text[0];
    opener.addEventListener("click", () => {
      const dialog = make("dialog");
      dialog.className = "slotwright-dialog";
      dialog.ariaLabel = text[2];
      dialog.style.background = `#${ground(place)}`;
      const close = make("button");
      close.className = "slotwright-close";
      close.ariaLabel = text[3];
      close.textContent = "×";
      close.addEventListener("click", () => dialog.close());
      const inside = make("div");
      dialog.append(close, inside);
      dialog.addEventListener("close", () => {
        dialog.remove();
        opener.focus();
      });
      place.append(dialog);
      dialog.showModal();
      frame(inside, address(tag, inside), text, inside.clientHeight - 16);
    });
    place.append(opener);
  };

  const start = (tag) => {
    tag.dataset.ready = "";
    const place = make("div");
    place.className = "slotwright";
    if (tag.closest("head")) document.body.append(place);
    else tag.after(place);
    const lang = (tag.dataset.lang || root.lang || navigator.language).slice(0, 2);
    const text = words[lang] || words.en;
    if (tag.dataset.mode === "button") button(place, tag, text);
    else frame(place, address(tag, place), text, 560);
  };

  const all = () => document.querySelectorAll("script[data-calendar][src*='embed.js']:not([data-ready])").forEach(start);
  if (document.body) all();
  else addEventListener("DOMContentLoaded", all);
})();
