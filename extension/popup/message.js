// How a scan ended that gave no account: why, what may help, and what can be done next.

import { errorMessage, message } from "../ui/words.js";
import { handOver } from "./open_import_page.js";
import { showPicture } from "./picture.js";
import { beginCard, part, present, say } from "./result.js";

/** @typedef {import("../ui/messages.js").ScanOutcome} Outcome */
/** @typedef {import("../ui/messages.js").Failure} Failure */
/** @typedef {Outcome["via"]} Via */
/** @typedef {{ button: HTMLElement, shown: boolean }} Offer the first that is shown comes first */

/** @type {Record<string, string[]>} what may help, by how it ended and what was scanned */
const HINTS = {
  nothing_page: ["hint_show_whole", "hint_enlarge", "hint_region"],
  nothing_region: ["hint_margin", "hint_enlarge"],
  nothing_image: ["hint_picture_region"],
  not_account_page: ["hint_authenticator_app"],
  not_account_region: ["hint_authenticator_app"],
  not_account_image: ["hint_authenticator_app"],
  not_account_text: ["hint_by_hand"],
  not_account_link: ["hint_by_hand"],
};

/** @type {Record<string, string>} what a code is that is no account's, by its content */
const NON_ACCOUNT = { web_link: "web_link_text", passkey: "passkey_code_text" };

/** @param {Via} via */
const isText = (via) => via === "text" || via === "link";

/** @param {Outcome} outcome */
function noteOn(outcome) {
  const notes = [textOn(outcome)];
  if (outcome.page_unresponsive) notes.push(message("page_unresponsive"));
  return notes.filter(Boolean).join("\n");
}

/** @param {Outcome} outcome */
function textOn({ kind, via, error, non_account: found }) {
  if (found?.vendor) return message("vendor_app_text", found.vendor);
  if (kind !== "not_account") return error ? errorMessage(error) : "";
  const general = isText(via) ? "not_link_text" : "not_account_text";
  const text = message((found && NON_ACCOUNT[found.content]) || general);
  return found?.shown ? `${text}\n${found.shown}` : text;
}

/** @param {string} kind @param {Via} via */
function titleOn(kind, via) {
  if (kind === "not_account" && isText(via)) return message("not_link_title");
  if (kind === "nothing" && via === "image") return message("nothing_in_picture_title");
  return message(`${kind}_title`);
}

/** @param {HTMLElement} card @param {string[]} hints */
function fillHints(card, hints) {
  const items = hints.map((hint) => {
    const item = document.createElement("li");
    item.textContent = message(hint);
    return item;
  });
  part(card, ".hints").replaceChildren(...items);
}

/** What the page may have that was not seen, or not well enough. @param {Outcome} outcome */
function hintsOn({ kind, via, around }) {
  const hints = [...(HINTS[`${kind}_${via}`] ?? [])];
  if (around?.outside) hints.splice(0, 1, "hint_outside");
  if (around?.tiny) hints.splice(around.outside ? 1 : 0, hints.length, "hint_tiny");
  return hints;
}

/** @param {Offer[]} offers */
function arrange(offers) {
  const shown = offers.filter((offer) => offer.shown);
  for (const { button } of offers) button.hidden = !shown.some((offer) => offer.button === button);
  shown.forEach(({ button }, at) => {
    button.classList.toggle("primary", at === 0);
    button.classList.toggle("outlined", at > 0);
  });
  return shown[0]?.button;
}

/**
 * @param {Outcome} outcome
 * @param {Blob} [picture] what was pasted, if it was one
 */
export function showMessage(outcome, picture) {
  const { kind, via, error, origin } = outcome;
  const card = beginCard("message");
  const region = part(card, ".elsewhere");
  const again = part(card, ".again");
  const larger = part(card, ".larger");
  const byHand = part(card, ".by-hand");
  // A picture that was pointed at is in a page too, one that was pasted is at hand.
  const onPage =
    via === "page" || via === "region" || (via === "image" && !picture && origin !== "");
  showPicture(card, outcome);
  part(card, ".frame").toggleAttribute("hidden", outcome.picture !== "");
  say(card, ".note", noteOn(outcome));
  fillHints(card, hintsOn(outcome));
  if (kind === "nothing" && via === "page") region.dataset.note = "nothing";
  if (picture) larger.addEventListener("click", () => handOver([{ name: "", blob: picture }]));
  const first = arrange([
    { button: part(card, ".scroll"), shown: (outcome.around?.outside ?? 0) > 0 },
    { button: part(card, ".zoom"), shown: (outcome.around?.tiny ?? 0) > 0 },
    // Where the page could not be seen at all, a box drawn on it would not be either.
    { button: region, shown: onPage && error?.code !== "scan.refused" },
    { button: again, shown: onPage && !outcome.around?.outside && !outcome.around?.tiny },
    { button: larger, shown: picture !== undefined && kind !== "failed" },
    { button: byHand, shown: isText(via) },
    { button: part(card, ".done"), shown: via === "image" && !onPage && kind !== "nothing" },
  ]);
  present(card, titleOn(kind, via), first);
}

/** @type {Omit<Outcome, "via" | "error">} */
const FAILED = {
  at_unix: 0,
  kind: "failed",
  origin: "",
  frame_of: "",
  page_unresponsive: false,
  non_account: null,
  found: [],
  others: 0,
  account_id: null,
  picture: "",
  other_corners: [],
  unread: [],
  transfer: null,
  around: null,
};

/** @param {unknown} error @param {Via} [via] */
export function showFailure(error, via = "page") {
  showMessage({ ...FAILED, via, error: /** @type {Failure} */ (error) });
}
