// Asks before a code is filled into a page that is not a site of the account. The list of codes is hidden meanwhile.

import { fullTitle } from "../ui/account_label.js";
import { message } from "../ui/i18n.js";
import { hostText } from "../ui/punycode.js";
import { focusAccount } from "./list.js";
import { beginCard, leaveResult, part, setText, showCard } from "./result.js";

/** @typedef {import("../ui/messages.js").Row} Row */
/** @typedef {import("../shapes.d.ts").AccountFillReply} AccountFillReply */

/** @param {Row} row @param {AccountFillReply} reply */
function noteOf(row, { relation, sites, proposed }) {
  const account = fullTitle(row);
  if (relation === "proposed") {
    return message("site_question_proposed", account, proposed.map(hostText).join(", "));
  }
  if (relation === "copied") return message("site_question_copied", account);
  if (relation === "insecure") return message("site_question_insecure", account);
  if (sites.length === 0) return message("site_question_none", account);
  return message("site_question_other", account, sites.map(hostText).join(", "));
}

/**
 * @param {Row} row
 * @param {AccountFillReply} reply
 * @param {() => void} onAllowed
 */
export function askAboutSite(row, reply, onAllowed) {
  const card = beginCard("site-question");
  const first = part(card, ".first");
  const second = part(card, ".second");
  const host = hostText(reply.host);
  setText(card, ".note", noteOf(row, reply));
  const leave = () => {
    leaveResult();
    focusAccount(row.id);
  };
  const allow = () => {
    leave();
    onAllowed();
  };
  // On the site of the account's service, filling in is the first button; on any other page, not filling in is.
  const isLikely = reply.relation === "proposed";
  const [yes, no] = isLikely ? [first, second] : [second, first];
  yes.textContent = message(isLikely ? "fill" : "site_question_fill");
  yes.dataset.command = "account.fill";
  no.textContent = message("site_question_cancel");
  yes.addEventListener("click", allow);
  no.addEventListener("click", leave);
  showCard(card, message(isLikely ? "site_question_likely" : "site_question_title", host), first);
}
