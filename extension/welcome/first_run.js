// The first run: what Kakomi does, where its button is, restoring a backup, and the next steps.

import { el } from "../ui/dom.js";
import { setInputHandler } from "../ui/drop_target.js";
import { icon } from "../ui/icons.js";
import { ImportPanel } from "../ui/import/import_panel.js";
import { currentPolicy, managedPanel } from "../ui/policy.js";
import { pinningPanel } from "./pinning.js";

/** @typedef {import("../ui/icons.js").IconName} IconName */

/**
 * @param {IconName} sign
 * @param {string} key
 * @param {string} href
 */
function linkItem(sign, key, href) {
  const link = el("a", { class: "next-step", href }, icon(sign, 24));
  const text = el("span", {}, el("b", { message: key }), el("span", { message: `${key}_text` }));
  link.append(text, icon("next", 18));
  return el("li", {}, link);
}

/** Returns what the organization wants to be done first. */
function organizationPanels() {
  const policy = currentPolicy();
  if (!policy.managed) return [];
  const panels = [];
  if (policy.first_step) {
    const step = el("section", { class: "panel first-step" });
    step.append(el("h2", { message: "policy_first_step" }), el("p", { text: policy.first_step }));
    if (policy.first_step_url) {
      const open = { class: "button primary", href: policy.first_step_url, target: "_blank" };
      step.append(el("p", {}, el("a", { ...open, message: "policy_first_step_open" })));
    }
    panels.push(step);
  }
  return [...panels, managedPanel(policy)];
}

/** @param {import("../shapes.d.ts").VaultStatus} status */
export function firstRun(status) {
  const section = el("section", { class: "page welcome" });
  const hasAccounts = status.accounts > 0;
  const title = hasAccounts ? "welcome_title_known" : "welcome_title";
  section.append(el("h1", { message: title }), el("p", { class: "lead", message: "welcome_lead" }));
  section.append(...organizationPanels(), pinningPanel());
  const stepsPanel = el("section", { class: "panel" }, el("h2", { message: "welcome_how" }));
  const steps = el("ol", { class: "steps" });
  for (const key of ["empty_step_1", "empty_step_2", "empty_step_3"]) {
    steps.append(el("li", { message: key }));
  }
  stepsPanel.append(steps);
  const links = el("ul", { class: "next-steps" });
  links.append(
    linkItem("shield", "welcome_protect", "../options/options.html#protection"),
    linkItem("add", "welcome_by_hand", "../options/options.html#add"),
    linkItem("help", "welcome_help", "../help/help.html"),
  );
  const restore = el("section", { class: "restore" });
  restore.append(
    el("h2", { message: "welcome_restore" }),
    el("p", { message: "welcome_restore_text" }),
  );
  const panel = new ImportPanel(restore);
  setInputHandler((inputs) => panel.add(inputs));
  section.append(stepsPanel, restore, links);
  return section;
}
