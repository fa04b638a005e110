// Adds found accounts to the vault, and shows them on top with an undo.

import { accountTitle } from "../ui/account_label.js";
import { errorMessage, message, plural } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { announce, toast } from "../ui/toast.js";
import { closeBanner, showBanner } from "./banner.js";
import { focusAccount, pin, rowOf } from "./list.js";
import { remove } from "./removal.js";
import { leaveResult } from "./result.js";

/** @typedef {import("../ui/messages.js").AccountAddReply} AccountAddReply */
/** @typedef {import("../ui/messages.js").Row} Row */

/**
 * Shows an account first and large, ready to be copied, with a banner that says why.
 * @param {string} id
 * @param {import("./banner.js").BannerContent} content
 */
function showFirst(id, content) {
  leaveResult();
  showBanner(content);
  pin(id);
  focusAccount(id);
  announce(`${content.title} ${content.text}`);
}

/** @param {string} id @param {Row} [row] as it was scanned, if it was scanned in this popup */
export function showAdded(id, row) {
  const undo = () => {
    const saved = rowOf(id) ?? (row && { ...row, id });
    if (saved) remove(saved);
  };
  const account = row ?? rowOf(id);
  showFirst(id, {
    tone: "good",
    title: account ? message("added_account", accountTitle(account)) : message("added"),
    text: message(account?.kind === "hotp" ? "added_next_counted" : "added_next"),
    action: { label: message("undo"), command: "account.remove", act: undo },
  });
}

/**
 * Shows that several accounts were added. One click undoes all of them.
 * @param {string[]} ids
 * @param {string} undo
 */
export function showAllAdded(ids, undo) {
  const undoAdding = async () => {
    closeBanner();
    try {
      await send("import.undo", { undo });
      toast(message("undone"));
    } catch (error) {
      toast(errorMessage(error));
    }
  };
  leaveResult();
  const texts = { title: plural("added_count", ids.length), text: message("added_count_text") };
  const action = { label: message("undo"), command: "import.undo", act: undoAdding };
  showBanner({ tone: "good", ...texts, action });
  if (ids[0]) focusAccount(ids[0]);
  announce(`${texts.title} ${texts.text}`);
}

/** @param {string} id */
export function showKnown(id) {
  showFirst(id, { tone: "plain", title: message("known_title"), text: message("known_text") });
}

/**
 * Shows an account that changed a saved one.
 * @param {string} id
 * @param {{ title: string, text: string }} texts
 * @param {string} undo
 * @param {string} previousId the account that has the focus after the undo
 */
function showChanged(id, texts, undo, previousId) {
  const act = async () => {
    closeBanner();
    try {
      await send("import.undo", { undo });
      focusAccount(previousId);
    } catch (error) {
      toast(errorMessage(error));
    }
  };
  const action = { label: message("undo"), command: "import.undo", act };
  showFirst(id, { tone: "good", ...texts, action });
}

/**
 * @param {string} found
 * @param {Omit<import("../shapes.d.ts").AccountAddRequest, "found" | "uri">} [how] replaces: the id
 *   of the account that is replaced
 * @returns {Promise<AccountAddReply>}
 */
export function addFound(found, { replaces, pin, ...how } = {}) {
  return send("account.add", { found, ...how, ...(replaces && { replaces }), ...(pin && { pin }) });
}

/** @param {AccountAddReply} added @param {Row} row as it was scanned */
export function showAddReply({ state, account_id, older_id, undo }, row) {
  if (state === "counted" && undo) {
    const texts = { title: message("counted_title"), text: message("added_next_counted") };
    showChanged(account_id, texts, undo, account_id);
  } else if (state !== "added") showKnown(account_id);
  else if (older_id && undo) {
    const texts = { title: message("replaced_title"), text: message("added_next") };
    showChanged(account_id, texts, undo, older_id);
  } else showAdded(account_id, row);
}
