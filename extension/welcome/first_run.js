// The first run in three steps: the toolbar button, accounts, protection. Each can be skipped.

import { button, el } from "../ui/dom.js";
import { setInputHandler } from "../ui/drop_target.js";
import { message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { ImportPanel } from "../ui/import/import_panel.js";
import { send } from "../ui/messages.js";
import { currentPolicy, loadPolicy, managedPanel, watchPolicy } from "../ui/policy.js";
import { onStatus, watchStatus } from "../ui/vault_status.js";
import { pinningPanel } from "./pinning.js";

/** @typedef {import("../ui/icons.js").IconName} IconName */
/** @typedef {import("../shapes.d.ts").VaultStatus} VaultStatus */

const OPTIONS = "../options/options.html";
const STEPS = /** @type {const} */ (["pin", "accounts", "protect"]);

/** @param {IconName} sign @param {string} key @param {string} href */
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

function accountsStep() {
  const steps = el("ol", { class: "steps" });
  for (const key of ["empty_step_1", "empty_step_2", "empty_step_3"]) {
    steps.append(el("li", { message: key }));
  }
  const add = el("section", { class: "panel" }, el("h2", { message: "welcome_how" }), steps);
  const restore = el("section", { class: "restore" });
  restore.append(
    el("h2", { message: "welcome_restore" }),
    el("p", { message: "welcome_restore_text" }),
  );
  const panel = new ImportPanel(restore);
  setInputHandler((inputs) => panel.add(inputs));
  return el("div", { class: "first-run-step" }, foundInSync(), restore, add);
}

/** Returns the offer to join another computer, shown if its accounts are in the browser's sync. */
function foundInSync() {
  const link = { class: "button primary", href: `${OPTIONS}#settings/sync`, target: "_blank" };
  const choices = el("div", { class: "choices" }, el("a", { ...link, message: "sync_turn_on" }));
  const panel = el(
    "section",
    { class: "panel", hidden: true },
    el("h2", { message: "sync_title" }),
  );
  panel.append(el("p", { message: "sync_found" }), choices);
  const read = async () => {
    const { area, policy } = await send("sync.status", {});
    panel.hidden = area !== "found" || policy === "forbidden" || policy === "folder_only";
  };
  read().catch(() => {}); // it stays in the settings
  return panel;
}

/** @param {VaultStatus} status */
function protectionStep(status) {
  const sign = el("div", { class: "sign" });
  const title = el("h2", {});
  const text = el("p", {});
  const set = el("a", { class: "button primary", href: `${OPTIONS}#protection`, target: "_blank" });
  set.append(el("span", { message: "options_passphrase_set" }));
  const element = el("section", { class: "panel protection-summary" });
  element.append(sign, el("div", {}, title, text, el("div", { class: "choices" }, set)));
  /** @param {VaultStatus} now */
  const show = ({ lockable }) => {
    element.classList.toggle("good", lockable);
    sign.replaceChildren(icon(lockable ? "shield" : "warning", 32));
    title.textContent = message(lockable ? "welcome_protected" : "options_status_device");
    text.textContent = message(lockable ? "welcome_protected_text" : "reminder_protect_text");
    set.hidden = lockable;
  };
  show(status);
  onStatus(show);
  watchStatus();
  return element;
}

function lastStep() {
  const links = el("ul", { class: "next-steps" });
  links.append(
    linkItem("accounts", "welcome_open", `${OPTIONS}#accounts`),
    linkItem("add", "welcome_enter_manually", `${OPTIONS}#add`),
    linkItem("help", "welcome_help", "../help/help.html"),
  );
  return links;
}

/** @param {VaultStatus} status */
export function firstRun(status) {
  const section = el("section", { class: "page welcome" });
  const title = el("h1", { tabindex: "-1" });
  const lead = el("p", { class: "lead" });
  const progress = el("ol", { class: "progress" });
  for (const name of STEPS) progress.append(el("li", { message: `welcome_step_${name}` }));
  const bodies = [pinningPanel(), accountsStep(), protectionStep(status), lastStep()];
  const back = button({ class: "button quiet", message: "welcome_back" });
  const skip = button({ class: "button quiet", message: "welcome_skip" });
  const next = button({ class: "button primary", message: "welcome_next" });
  const choices = el("div", { class: "choices spread" }, back, el("div", { class: "choices" }));
  choices.lastElementChild?.append(skip, next);

  let at = 0;
  /** @param {number} to @param {boolean} [moved] whether the user went there */
  const show = (to, moved = true) => {
    at = to;
    const isLast = at === STEPS.length;
    bodies.forEach((body, index) => {
      body.hidden = index !== at;
    });
    const first = status.accounts > 0 ? "welcome_title_known" : "welcome_title";
    title.textContent = message(isLast ? "welcome_ready" : first);
    lead.textContent = message(
      isLast ? "welcome_ready_text" : at === 0 ? "welcome_lead" : `welcome_step_${STEPS[at]}_text`,
    );
    [...progress.children].forEach((item, index) => {
      item.classList.toggle("is-done", index < at);
      if (index === at) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
    back.hidden = at === 0;
    skip.hidden = isLast;
    next.hidden = isLast;
    if (!moved) return;
    title.focus({ preventScroll: true });
    scrollTo(0, 0);
  };
  back.addEventListener("click", () => show(at - 1));
  skip.addEventListener("click", () => show(STEPS.length));
  next.addEventListener("click", () => show(at + 1));
  const organization = el("div", { class: "organization" }, ...organizationPanels());
  // Chrome may give the policy to the extension some seconds after a forced installation.
  watchPolicy(async () => {
    await loadPolicy();
    organization.replaceChildren(...organizationPanels());
  });
  section.append(progress, title, lead, organization, ...bodies, choices);
  show(0, false);
  return section;
}
