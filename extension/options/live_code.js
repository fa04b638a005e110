// Previews the running code of an account before it is saved, to be compared with the website.

import { unusualParameters } from "../ui/account_label.js";
import { codeTimeMs } from "../ui/clock.js";
import { codesAt } from "../ui/code_period.js";
import { groupDigits } from "../ui/code_text.js";
import { el } from "../ui/dom.js";
import { CODE_TICK_MS } from "../ui/durations.js";
import { message } from "../ui/i18n.js";
import { accountNames } from "../ui/tile.js";

/** @typedef {import("../shapes.d.ts").Row} Row */

/** @param {() => void} onCodesUsedUp called when the preview has no current code any more */
export function liveCode(onCodesUsedUp) {
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
    const nowMs = codeTimeMs();
    const { code: now } = codesAt(row, nowMs);
    if (now === null) {
      row = null;
      return onCodesUsedUp();
    }
    if (code.dataset.code !== now) code.textContent = groupDigits(now);
    code.dataset.code = now;
    const seconds = Math.ceil((row.period_s * 1000 - (nowMs % (row.period_s * 1000))) / 1000);
    left.textContent = message("options_live_left", seconds);
  };

  /** @param {string} key */
  const showNoCode = (key) => {
    code.textContent = "––– –––";
    code.classList.add("missing");
    delete code.dataset.code;
    left.textContent = message(key);
  };

  showNoCode("options_live_none");
  return {
    element,
    /** @param {Row | null} next @param {boolean} named whether to show the account's names too */
    show(next, named) {
      clearInterval(ticking);
      row = next;
      who.replaceChildren();
      if (next && named) {
        who.append(accountNames(next));
        const more = unusualParameters(next).join(" · ");
        if (more) who.append(el("span", { class: "quiet", text: more }));
      }
      if (!next) return showNoCode("options_live_none");
      if (next.kind === "hotp") return showNoCode("code_after_adding");
      if (next.codes.length === 0) return showNoCode("options_live_pin");
      code.classList.remove("missing");
      paint();
      ticking = setInterval(paint, CODE_TICK_MS);
    },
  };
}
