// The organization's rules on the pages: loaded once, read again when they change, and said where a
// setting is managed.

import { POLICY_KEYS } from "../facts/policy.js";
import { el } from "./dom.js";
import { message, plural } from "./i18n.js";
import { send } from "./messages.js";

/** @typedef {import("../shapes.d.ts").PolicyReadReply} PolicyReadReply */
/** @typedef {import("../shapes.d.ts").PolicyDue} PolicyDue */

/** @type {PolicyReadReply | null} */
let current = null;

/** @returns {Promise<PolicyReadReply>} the rules, asked of the worker */
export async function loadPolicy() {
  current = await send("policy.read", {});
  return current;
}

/** Returns the rules. Throws unless they were loaded. @returns {PolicyReadReply} */
export function currentPolicy() {
  if (!current) throw new Error("the policy was not loaded");
  return current;
}

/** @param {PolicyReadReply["forbidden"][number]} what */
export function isForbidden(what) {
  return currentPolicy().forbidden.includes(what);
}

/** @param {string} name a policy's name @returns {boolean} whether the organization sets it */
export function isManaged(name) {
  return currentPolicy().given.includes(name);
}

/** @param {() => void} onChange called after the organization has changed a rule */
export function watchPolicy(onChange) {
  chrome.storage.managed.onChanged.addListener(onChange);
}

/** Returns whom to ask: the contact and the help page. @param {PolicyReadReply} policy */
function contactNodes({ contact, help_url }) {
  const nodes = [];
  if (contact) nodes.push(el("span", { text: message("policy_questions", contact) }));
  if (help_url) {
    nodes.push(
      el("a", { href: help_url, target: "_blank", rel: "noreferrer", message: "policy_help" }),
    );
  }
  return nodes;
}

/** @param {Array<Node | string>} parts @returns {Array<Node | string>} with a space between them */
function spaced(parts) {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [" ", part]));
}

/**
 * Returns why a setting can't be changed, and whom to ask.
 * @param {PolicyReadReply} [policy]
 * @param {string} [key] a message to begin with
 */
export function managedNote(policy = currentPolicy(), key = "") {
  const { organization } = policy;
  const who = organization ? message("policy_set_by_name", organization) : message("policy_set_by");
  const parts = [...(key ? [message(key)] : []), who, ...contactNodes(policy)];
  return el("p", { class: "notice managed" }, ...spaced(parts));
}

/** @param {PolicyDue} due @returns {string} */
export function dueText({ days_left, is_overdue }) {
  if (is_overdue) return message("policy_due_over");
  return plural("policy_due_days", days_left);
}

/** Returns the page of the options on which a duty is done. @param {PolicyDue["duty"]} duty */
export function dutyPage(duty) {
  if (duty === "sync") return "settings/sync";
  return duty === "backup" ? "backup" : "protection";
}

/**
 * Returns what the user has to do, with a link to each, and whom to ask. Null if there is nothing to do.
 * @param {PolicyReadReply} policy
 * @param {string} options the address of the options page
 */
export function dutyNotice(policy, options = "") {
  if (policy.due.length === 0) return null;
  const list = el("ul", {});
  for (const due of policy.due) {
    const title = el("b", { message: `policy_due_${due.duty}` });
    const link = el("a", { href: `${options}#${dutyPage(due.duty)}` }, title);
    list.append(el("li", { "data-duty": due.duty }, link, " ", dueText(due)));
  }
  const isOverdue = policy.due.some(({ is_overdue }) => is_overdue);
  const notice = el("div", { class: isOverdue ? "notice duties warn" : "notice duties" }, list);
  const contact = contactNodes(policy);
  if (contact.length > 0) notice.append(el("p", {}, ...spaced(contact)));
  return notice;
}

/** Returns the panel that lists what the organization has set. @param {PolicyReadReply} policy */
export function managedPanel(policy) {
  const { organization } = policy;
  const title = organization ? message("policy_title_name", organization) : message("policy_title");
  const list = el("ul", { class: "plain-list" });
  for (const { name, group } of POLICY_KEYS) {
    if (!policy.given.includes(name) || group === "help" || name === "GraceDays") continue;
    list.append(el("li", { "data-policy": name, message: `policy_${name}` }));
  }
  const panel = el("section", { class: "panel managed-panel" }, el("h2", { text: title }));
  if (list.childElementCount > 0) {
    panel.append(el("p", { message: "policy_panel_text" }), list);
  }
  const contact = contactNodes(policy);
  if (contact.length > 0) panel.append(el("p", {}, ...spaced(contact)));
  if (policy.is_last_known)
    panel.append(el("p", { class: "notice", message: "policy_last_known" }));
  if (policy.problems.length > 0) {
    panel.append(el("p", { class: "notice warn", message: "policy_misread" }));
  }
  return panel;
}
