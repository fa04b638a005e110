// The result card of a scan that found no account: why, and what the user can do.

import { errorMessage, message } from "../ui/i18n.js";
import { openImportPage } from "./open_import_page.js";
import { showPicture } from "./picture.js";
import { beginCard, part, setText, showCard } from "./result.js";

/** @typedef {import("../ui/messages.js").ScanOutcome} ScanOutcome */
/** @typedef {import("../ui/messages.js").Failure} Failure */
/** @typedef {ScanOutcome["via"]} Via */
/** @typedef {{ button: HTMLElement, shown: boolean }} Offer a button; the first one that is shown is the primary button */

/**
 * @type {Record<string, string[]>} the message keys of the hints, by the result's kind and what
 *   was scanned
 */
const HINTS = {
  nothing_page: ["hint_show_whole", "hint_enlarge", "hint_region"],
  nothing_region: ["hint_margin", "hint_enlarge"],
  nothing_image: ["hint_picture_region"],
  not_account_page: ["hint_authenticator_app"],
  not_account_region: ["hint_authenticator_app"],
  not_account_image: ["hint_authenticator_app"],
  not_account_text: ["hint_enter_manually"],
  not_account_link: ["hint_enter_manually"],
};

/** @type {Record<string, string>} the explanation of a code that is not an account, by its content */
const NON_ACCOUNT = { web_link: "web_link_text", passkey: "passkey_code_text" };

/** @param {Via} via */
const isText = (via) => via === "text" || via === "link";

/** @param {ScanOutcome} outcome */
function notesOn(outcome) {
  const notes = [explanation(outcome)];
  if (outcome.page_unresponsive) notes.push(message("page_unresponsive"));
  return notes.filter(Boolean).join("\n");
}

/** @param {ScanOutcome} outcome */
function explanation({ kind, via, error, non_account: found }) {
  if (found?.vendor) return message("vendor_app_text", found.vendor);
  if (kind !== "not_account") return error ? errorMessage(error) : "";
  const general = isText(via) ? "not_link_text" : "not_account_text";
  const text = message((found && NON_ACCOUNT[found.content]) || general);
  return found?.shown ? `${text}\n${found.shown}` : text;
}

/** @param {string} kind @param {Via} via */
function title(kind, via) {
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

/**
 * Returns the hints. Hints about candidates that are out of view or too small come first.
 * @param {ScanOutcome} outcome
 */
function hintsFor({ kind, via, nearby }) {
  const hints = [...(HINTS[`${kind}_${via}`] ?? [])];
  if (nearby?.outside) hints.splice(0, 1, "hint_outside");
  if (nearby?.tiny) hints.splice(nearby.outside ? 1 : 0, hints.length, "hint_tiny");
  return hints;
}

/** @param {Offer[]} offers */
function showOffers(offers) {
  const shown = offers.filter((offer) => offer.shown);
  for (const { button } of offers) button.hidden = !shown.some((offer) => offer.button === button);
  shown.forEach(({ button }, at) => {
    button.classList.toggle("primary", at === 0);
    button.classList.toggle("outlined", at > 0);
  });
  return shown[0]?.button;
}

/** @param {ScanOutcome} outcome @param {Blob} [picture] what was pasted, if it was a picture */
export function showNoAccount(outcome, picture) {
  const { kind, via, error, origin } = outcome;
  const card = beginCard("message");
  const regionButton = part(card, ".elsewhere");
  const retryButton = part(card, ".again");
  const importButton = part(card, ".larger");
  const enterKeyButton = part(card, ".by-hand");
  // The picture of a context menu scan is part of a page; a pasted one is not.
  const onPage =
    via === "page" || via === "region" || (via === "image" && !picture && origin !== "");
  showPicture(card, outcome);
  part(card, ".frame").toggleAttribute("hidden", outcome.picture !== "");
  setText(card, ".note", notesOn(outcome));
  fillHints(card, hintsFor(outcome));
  if (kind === "nothing" && via === "page") regionButton.dataset.note = "nothing";
  if (picture)
    importButton.addEventListener("click", () => openImportPage([{ name: "", blob: picture }]));
  const first = showOffers([
    { button: part(card, ".scroll"), shown: (outcome.nearby?.outside ?? 0) > 0 },
    { button: part(card, ".zoom"), shown: (outcome.nearby?.tiny ?? 0) > 0 },
    // If the page could not be captured, a region of it cannot be scanned either.
    { button: regionButton, shown: onPage && error?.code !== "scan.refused" },
    { button: retryButton, shown: onPage && !outcome.nearby?.outside && !outcome.nearby?.tiny },
    { button: importButton, shown: picture !== undefined && kind !== "failed" },
    { button: enterKeyButton, shown: isText(via) },
    { button: part(card, ".done"), shown: via === "image" && !onPage && kind !== "nothing" },
  ]);
  showCard(card, title(kind, via), first);
}

/** @type {Omit<ScanOutcome, "via" | "error">} */
const FAILED_OUTCOME = {
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
  nearby: null,
};

/** @param {unknown} error @param {Via} [via] */
export function showFailure(error, via = "page") {
  showNoAccount({ ...FAILED_OUTCOME, via, error: /** @type {Failure} */ (error) });
}
