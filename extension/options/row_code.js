// The codes of the rows that are in view, and copying them.

import { accountTitle, needsPin } from "../ui/account_label.js";
import { codeTimeMs } from "../ui/clock.js";
import { codesAt } from "../ui/code_period.js";
import { groupDigits } from "../ui/code_text.js";
import { button, el } from "../ui/dom.js";
import { CODE_TICK_MS, COPIED_SHOWN_MS } from "../ui/durations.js";
import { errorMessage, message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { announce, toast } from "../ui/toast.js";
import { currentStatus, refreshIfLocked } from "../ui/vault_status.js";

/** @typedef {import("../shapes.d.ts").Row} Row */

/** @type {WeakMap<Element, Row>} */
const rowOf = new WeakMap();
/** @type {Set<HTMLElement>} the code buttons in view */
const inView = new Set();
const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const code = /** @type {HTMLElement} */ (target);
    if (!isIntersecting) inView.delete(code);
    else {
      inView.add(code);
      paint(code, codeTimeMs());
    }
  }
});
/** @type {() => void} */
let requestCodes = () => {};
let isRequested = false;

/** @param {HTMLElement} code @param {number} nowMs */
function paint(code, nowMs) {
  const row = rowOf.get(code);
  if (!row || row.kind === "hotp" || needsPin(row)) return;
  const { code: now } = codesAt(row, nowMs);
  if (now === null) {
    if (!isRequested) requestCodes();
    isRequested = true;
    return;
  }
  const { hide_codes: hidesAll, curtain, code_grouping: grouping } = currentStatus().rules;
  const written = groupDigits(now, grouping);
  const text = hidesAll || curtain || row.hides_code ? written.replace(/\S/g, "•") : written;
  if (code.dataset.code === now && code.textContent === text) return;
  code.dataset.code = now;
  code.textContent = text;
}

function tick() {
  if (document.hidden) return;
  const nowMs = codeTimeMs();
  for (const code of inView) {
    if (code.isConnected) paint(code, nowMs);
    else inView.delete(code);
  }
}

/** @param {() => void} request called when a row in view has no current code any more */
export function startCodes(request) {
  requestCodes = request;
  setInterval(tick, CODE_TICK_MS);
}

/** Returns the button that shows the row's code and copies it. @param {Row} row */
export function codeButton(row) {
  const code = button({ class: "row-code", tabindex: -1, title: message("options_copy_code") });
  code.setAttribute("aria-description", message("copy_code_of", accountTitle(row)));
  if (row.kind === "hotp") code.append(el("span", { message: "options_next_code" }));
  setRow(code, row);
  observer.observe(code);
  return code;
}

/** Gives the button the newer row. @param {HTMLElement} code @param {Row} row */
export function setRow(code, row) {
  rowOf.set(code, row);
  isRequested = false;
  if (inView.has(code)) paint(code, codeTimeMs());
}

/** Copies the code; that of a counter-based account is made by this. @param {HTMLElement} code */
export async function copyFrom(code) {
  const row = rowOf.get(code);
  if (!row) return;
  try {
    const text = row.kind === "hotp" ? await nextCode(code, row) : code.dataset.code;
    if (!text) return;
    await navigator.clipboard.writeText(text);
    announce(message("copied_code_of", accountTitle(row)));
    code.classList.add("is-copied");
    setTimeout(() => code.classList.remove("is-copied"), COPIED_SHOWN_MS);
    if (currentStatus().rules.clear_clipboard) {
      const request = { command: "worker.clear_clipboard", args: { code: text } };
      await chrome.runtime.sendMessage(request).catch(() => {});
    }
  } catch (error) {
    refreshIfLocked(error);
    toast(
      /** @type {{ code?: string }} */ (error).code ? errorMessage(error) : message("copy_failed"),
    );
  }
}

/** @param {HTMLElement} code @param {Row} row */
async function nextCode(code, row) {
  const used = await send("account.use", { id: row.id });
  code.dataset.code = used.code;
  code.textContent = groupDigits(used.code);
  return used.code;
}
