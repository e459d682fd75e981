// What a page does beyond being read: the countdown runs, times are also told where the reader is, and news comes in.
// Without this file the page says the same, as of the moment it was loaded.
"use strict";
(() => {
  const lang = document.documentElement.lang;
  const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const REFRESH_MS = 15000;
  const numbers = new Intl.NumberFormat(lang);
  const local = new Intl.DateTimeFormat(lang, { dateStyle: "full", timeStyle: "short" });
  const withZone = new Intl.DateTimeFormat(lang, {
    weekday: "short", year: "numeric", month: "short", day: "numeric",
    hour: "numeric", minute: "2-digit", timeZoneName: "short",
  });
  const formats = new Map(UNITS.map(([unit]) =>
    [unit, new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" })]));

  const made = (name, className, text) => {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
  };

  const cell = (unit, n) => {
    const word = formats.get(unit).formatToParts(n).find((part) => part.type === "unit").value;
    const whole = made("span", "cell", "");
    whole.append(made("b", "", numbers.format(n)), " ", made("i", "", word), " ");
    return whole;
  };

  const tick = () => {
    for (const count of document.querySelectorAll("[data-count]")) {
      let left = Math.floor((Date.parse(count.dataset.count) - Date.now()) / 1000);
      if (left < 0) continue;
      const parts = UNITS.map(([unit, size]) => {
        const n = Math.floor(left / size);
        left %= size;
        return [unit, n];
      });
      const first = parts.findIndex(([, n]) => n > 0);
      const shown = parts.slice(first < 0 ? 3 : first).map(([unit, n]) => cell(unit, n));
      count.classList.add("running");
      count.replaceChildren(...shown);
    }
  };

  const isElsewhere = (at, zone) => {
    const told = (options) => new Intl.DateTimeFormat("en", { dateStyle: "short", timeStyle: "short", ...options }).format(at);
    return told({}) !== told({ timeZone: zone });
  };

  const localise = (root) => {
    for (const time of root.querySelectorAll("time[datetime]")) time.title = local.format(new Date(time.dateTime));
    for (const row of root.querySelectorAll("[data-local]")) {
      const at = new Date(row.dataset.local);
      row.querySelector("time").textContent = withZone.format(at);
      row.hidden = !isElsewhere(at, row.dataset.zone);
    }
  };

  const main = document.getElementById("main");
  const news = document.getElementById("news");
  const stories = (root) => new Set([...root.querySelectorAll("[data-story]")].map((e) => e.dataset.story));
  let tag = "";

  const show = (text) => {
    const known = stories(main);
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("main");
    if (fresh === null) return;
    const held = main.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    localise(fresh);
    main.replaceChildren(...fresh.childNodes);
    tick();
    const added = [...main.querySelectorAll("[data-story]")].filter((e) => !known.has(e.dataset.story));
    for (const story of added) story.classList.add("fresh");
    news.textContent = added.length ? news.dataset.words : "";
    if (held) [...main.querySelectorAll("a")].find((a) => a.getAttribute("href") === held)?.focus({ preventScroll: true });
  };

  const refresh = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, { cache: "no-cache", signal: AbortSignal.timeout(REFRESH_MS - 1000) });
      const newest = answer.headers.get("ETag");
      if (!answer.ok || newest === tag) return;
      tag = newest;
      show(await answer.text());
    } catch {
      // The next look comes soon; until then the page stays as it is, and says as of when.
    }
  };

  localise(main);
  tick();
  setInterval(tick, 1000);
  setInterval(refresh, REFRESH_MS);
  document.addEventListener("visibilitychange", refresh);
})();
