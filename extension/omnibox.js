// The keyword kk in the address bar: the user types an account's name, and Enter fills its code into the page in front.
// Without a matching account, Enter opens the popup. The names come from the sheet in storage.session, which exists
// while the vault is open.

import { message } from "./host/words.js";
import { matcher } from "./ui/match.js";

/** @typedef {import("./shapes.d.ts").Row} Row */
/** @typedef {import("./shapes.d.ts").Sheet} Sheet */

const MAX_SUGGESTIONS = 5; // besides the first, which Enter chooses
/** @type {Record<string, string>} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/** @param {string} text for a description, which is XML */
function escaped(text) {
  // A description may hold no control characters.
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? "").replace(/\p{Cc}/gu, " ");
}

/** @param {Row} row */
function titleOf({ issuer, name }) {
  return [issuer, name].filter(Boolean).join(" ");
}

/** @param {string} text @returns {Promise<Row[] | null>} null while the vault is not open */
async function rowsFor(text) {
  const { sheet, "sheet.rest": rest } =
    /** @type {{ sheet?: Sheet, "sheet.rest"?: { rows: Row[] } }} */ (
      await chrome.storage.session.get(["sheet", "sheet.rest"])
    );
  const locksAtMs = sheet?.locks_at_unix_ms ?? null;
  if (!sheet || (locksAtMs !== null && Date.now() >= locksAtMs)) return null;
  return [...sheet.rows, ...(rest?.rows ?? [])].filter(matcher(text));
}

/** @param {Row[] | null} rows */
async function describe(rows) {
  const [first] = rows ?? [];
  const key = rows === null ? "omnibox_locked" : first ? "omnibox_fill" : "omnibox_none";
  return escaped(await message(key, first ? [titleOf(first)] : []));
}

/** @param {(tab: chrome.tabs.Tab, chosen: { id?: string, typed?: string }) => void} fillIn */
export function listenToOmnibox(fillIn) {
  chrome.omnibox.onInputChanged.addListener(async (text, suggest) => {
    const rows = await rowsFor(text);
    chrome.omnibox.setDefaultSuggestion({ description: await describe(rows) });
    const others = (rows ?? []).slice(1, 1 + MAX_SUGGESTIONS).map(async (row) => ({
      content: titleOf(row),
      description: await describe([row]),
    }));
    suggest(await Promise.all(others));
  });
  chrome.omnibox.onInputEntered.addListener(async (text) => {
    const [rows, [tab]] = await Promise.all([
      rowsFor(text),
      chrome.tabs.query({ active: true, lastFocusedWindow: true }),
    ]);
    // A suggestion's text is the account's full title, which may also be a part of another account's title.
    const row = rows?.find((each) => titleOf(each) === text) ?? rows?.[0];
    if (rows?.length === 0)
      await chrome.action.openPopup().catch(() => {}); // its list is searched next
    else if (tab) fillIn(tab, row ? { id: row.id } : { typed: text.trim() }); // found after the unlock
  });
}
