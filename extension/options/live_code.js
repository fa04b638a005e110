// A code as it runs, before its account is saved: to be compared with what the site expects.

import { grouped } from "../popup/rows.js";
import { codesAt } from "../ui/countdown.js";
import { el } from "../ui/dom.js";
import { accountNames, unusualParameters } from "../ui/tile.js";
import { message } from "../ui/words.js";

/** @typedef {import("../shapes.d.ts").Row} Row */

const TICK_MS = 500;

/** @param {() => void} onSpent called when the codes at hand have run out */
export function liveCode(onSpent) {
  const who = el("div", { class: "live-who" });
  const code = el("output", { class: "live-code" });
  const left = el("p", { class: "quiet" });
  const element = el("div", { class: "live", "aria-live": "off" });
  element.append(el("h2", { message: "options_live" }), who, code, left);
  /** @type {Row | null} */
  let row = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let ticking;

  const paint = () => {
    if (!element.isConnected) return clearInterval(ticking);
    if (!row) return;
    const nowMs = Date.now();
    const { code: now } = codesAt(row, nowMs);
    if (now === null) {
      row = null;
      return onSpent();
    }
    if (code.dataset.code !== now) code.textContent = grouped(now);
    code.dataset.code = now;
    const seconds = Math.ceil((row.period_s * 1000 - (nowMs % (row.period_s * 1000))) / 1000);
    left.textContent = message("options_live_left", seconds);
  };

  /** @param {string} key */
  const wait = (key) => {
    code.textContent = "––– –––";
    code.classList.add("missing");
    delete code.dataset.code;
    left.textContent = message(key);
  };

  wait("options_live_none");
  return {
    element,
    /** @param {Row | null} next @param {boolean} named whether to say whose code it is */
    show(next, named) {
      clearInterval(ticking);
      row = next;
      who.replaceChildren();
      if (next && named) {
        who.append(accountNames(next));
        const more = unusualParameters(next);
        if (more) who.append(el("span", { class: "quiet", text: more }));
      }
      if (!next) return wait("options_live_none");
      if (next.kind === "hotp") return wait("code_after_adding");
      if (next.codes.length === 0) return wait("options_live_pin");
      code.classList.remove("missing");
      paint();
      ticking = setInterval(paint, TICK_MS);
    },
  };
}
