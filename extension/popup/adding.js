// From found to saved, and what is said then.

import { send } from "../ui/messages.js";
import { announce, toast } from "../ui/toast.js";
import { accountTitle, errorMessage, message, plural } from "../ui/words.js";
import { closeBanner, showBanner } from "./banner.js";
import { focusAccount, pin, rowOf } from "./list.js";
import { remove } from "./removal.js";
import { leaveResult } from "./result.js";

/** @typedef {import("../ui/messages.js").AccountAddReply} Added */
/** @typedef {import("../ui/messages.js").Row} Row */

/**
 * An account shown first and large, ready to be copied, with a word on why.
 * @param {string} id
 * @param {import("./banner.js").News} news
 */
function present(id, news) {
  leaveResult();
  showBanner(news);
  pin(id);
  focusAccount(id);
  announce(`${news.title} ${news.text}`);
}

/** @param {string} id @param {Row} [row] as it was found, if it was found here */
export function presentAdded(id, row) {
  const undo = () => {
    const saved = rowOf(id) ?? (row && { ...row, id });
    if (saved) remove(saved);
  };
  const named = row ?? rowOf(id);
  present(id, {
    tone: "good",
    title: named ? message("added_account", accountTitle(named)) : message("added"),
    text: message(named?.kind === "hotp" ? "added_next_counted" : "added_next"),
    action: { label: message("undo"), command: "account.remove", act: undo },
  });
}

/**
 * Several at once, which one press takes back.
 * @param {string[]} ids
 * @param {string} undo
 */
export function presentAddedAll(ids, undo) {
  const takeBack = async () => {
    closeBanner();
    try {
      await send("import.undo", { undo });
      toast(message("undone"));
    } catch (error) {
      toast(errorMessage(error));
    }
  };
  leaveResult();
  const news = { title: plural("added_count", ids.length), text: message("added_count_text") };
  const action = { label: message("undo"), command: "import.undo", act: takeBack };
  showBanner({ tone: "good", ...news, action });
  if (ids[0]) focusAccount(ids[0]);
  announce(`${news.title} ${news.text}`);
}

/** @param {string} id */
export function presentKnown(id) {
  present(id, { tone: "plain", title: message("known_title"), text: message("known_text") });
}

/**
 * @param {string} id
 * @param {string} olderId
 * @param {string} undo
 */
function presentReplaced(id, olderId, undo) {
  const takeBack = async () => {
    closeBanner();
    try {
      await send("import.undo", { undo });
      focusAccount(olderId);
    } catch (error) {
      toast(errorMessage(error));
    }
  };
  present(id, {
    tone: "good",
    title: message("replaced_title"),
    text: message("added_next"),
    action: { label: message("undo"), command: "import.undo", act: takeBack },
  });
}

/**
 * @param {string} found
 * @param {{ replaces?: string, pin?: string }} [how] replaces: the account it takes the place of
 * @returns {Promise<Added>}
 */
export function add(found, { replaces, pin } = {}) {
  return send("account.add", { found, ...(replaces && { replaces }), ...(pin && { pin }) });
}

/**
 * @param {Added} added
 * @param {Row} row as it was found
 */
export function presentOutcomeOf({ state, account_id, older_id, undo }, row) {
  if (state === "known") presentKnown(account_id);
  else if (older_id && undo) presentReplaced(account_id, older_id, undo);
  else presentAdded(account_id, row);
}
