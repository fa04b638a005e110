// What the checker says of a pasted policy: mistakes, what applies, and what a user will see.

import { el } from "../ui/dom.js";
import { message } from "../ui/i18n.js";
import { dutyNotice, managedPanel } from "../ui/policy.js";

/** @typedef {import("../shapes.d.ts").PolicyCheckReply} PolicyCheckReply */
/** @typedef {import("../shapes.d.ts").PolicyProblem} PolicyProblem */

/** @type {Record<PolicyCheckReply["preview"]["forbidden"][number], string>} what users don't see */
const HIDDEN = {
  plain_export: "admin_hidden_plain_export",
  paper: "options_export_paper",
  qr_display: "options_show_key",
  transfer_codes: "options_export_google",
  passkeys: "options_passkey_add",
  no_passphrase: "options_passphrase_remove",
};

/** @param {PolicyProblem} problem */
function problemText({ where, fault, meant }) {
  if (meant) return message("admin_fault_unknown_meant", where, meant);
  return message(`admin_fault_${fault}`, where);
}

/** @param {PolicyCheckReply} reply @returns {HTMLElement[]} */
export function checkResult(reply) {
  const { form, line, policies, problems, preview } = reply;
  if (form === "") {
    return [el("p", { class: "notice warn", text: message("admin_check_no_json", line) })];
  }
  if (form === "other") return [el("p", { class: "notice warn", message: "admin_check_other" })];
  const parts = [];
  if (problems.length === 0) {
    parts.push(el("p", { class: "notice good", message: "admin_check_good" }));
  } else {
    const list = el("ul", { class: "plain-list" });
    for (const problem of problems) {
      list.append(el("li", { "data-fault": problem.fault, text: problemText(problem) }));
    }
    parts.push(el("h3", { message: "admin_check_mistakes" }));
    parts.push(el("div", { class: "notice warn" }, list));
  }
  if (policies.length === 0) return parts;
  const facts = el("dl", { class: "facts" });
  for (const { name, value } of policies) {
    const title = el("dt", {}, message(`policy_${name}`));
    const text = `${name} = ${JSON.stringify(value)}`;
    facts.append(title, el("dd", { "data-policy": name }, el("code", { text })));
  }
  parts.push(el("h3", { message: "admin_check_does" }), facts);
  parts.push(el("h3", { message: "admin_check_preview" }), previewOf(preview));
  return parts;
}

/** @param {PolicyCheckReply["preview"]} preview */
function previewOf(preview) {
  const duties = dutyNotice(preview, "../options/options.html");
  const box = el("div", { class: "preview" }, ...(duties ? [duties] : []), managedPanel(preview));
  const hidden = preview.forbidden.map((what) => message(HIDDEN[what]));
  if (hidden.length > 0) {
    const list = new Intl.ListFormat(message("lang"), { type: "unit" }).format(hidden);
    const text = message("admin_check_hidden", list);
    box.append(el("p", { class: "hint", text }));
  }
  return box;
}
