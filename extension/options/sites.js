// The field for an account's sites: the websites on which Kakomi shows the account first and fills in its code. Each line
// says how the site was added, and has a remove button.

import { button, el } from "../ui/dom.js";
import { checkbox, field, setError } from "../ui/fields.js";
import { message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { hostText } from "../ui/punycode.js";

/** @typedef {import("../shapes.d.ts").AccountSiteInfo} AccountSiteInfo */
/** @typedef {import("../shapes.d.ts").AccountDetailsReply} AccountDetailsReply */
/** @typedef {Pick<import("../shapes.d.ts").AccountEditRequest, "sites" | "submits_after_fill" | "appends_code">} SiteChange */

/**
 * @param {() => AccountDetailsReply} current the account as it is saved
 * @param {(change: SiteChange) => Promise<string>} save returns the error's text; empty if it was saved
 */
export function sitesGroup(current, save) {
  const list = el("ul", { class: "sites", "aria-label": message("options_sites") });
  const input = el("input", {
    type: "text",
    name: "site",
    autocomplete: "off",
    spellcheck: "false",
  });
  input.dir = "ltr";
  input.placeholder = "example.com";
  input.dataset.command = "account.edit";
  const shown = () => current().sites.filter(({ belongs }) => belongs);

  /** @param {string[]} sites */
  const saveSites = async (sites) => {
    const error = await save({ sites });
    setError(input, error);
    if (!error) paint();
    return !error;
  };

  /** @param {AccountSiteInfo} site */
  const line = ({ address, host, source }) => {
    const removeButton = button(
      { class: "icon-button", command: "account.edit" },
      icon("close", 16),
    );
    removeButton.setAttribute("aria-label", message("options_sites_remove", host));
    removeButton.addEventListener("click", async () => {
      const kept = current().sites.filter((each) => each.address !== address);
      await saveSites(kept.map((each) => each.address));
      input.focus();
    });
    const names = el(
      "span",
      { class: "site-names" },
      el("b", { dir: "ltr", text: hostText(host) }),
    );
    names.append(el("span", { class: "hint", message: `options_site_${source}` }));
    return el("li", {}, names, removeButton);
  };

  const paint = () => {
    list.hidden = shown().length === 0;
    list.replaceChildren(...shown().map(line));
  };

  const add = async () => {
    const typed = input.value.trim();
    if (typed === "") return;
    if (await saveSites([...current().sites.map(({ address }) => address), typed]))
      input.value = "";
  };
  input.addEventListener("change", add);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    add();
  });

  const group = el("fieldset", { class: "group" }, el("legend", { message: "options_sites" }));
  group.append(el("p", { class: "hint", message: "options_sites_text" }), list);
  group.append(field({ message: "options_sites_add" }, input));
  for (const name of /** @type {const} */ (["submits_after_fill", "appends_code"])) {
    group.append(switchOf(name, current, save));
  }
  paint();
  return group;
}

/**
 * @param {"submits_after_fill" | "appends_code"} name
 * @param {() => AccountDetailsReply} current
 * @param {(change: SiteChange) => Promise<string>} save
 */
function switchOf(name, current, save) {
  const { element, input } = checkbox({
    name,
    message: `options_${name}`,
    hint: `options_${name}_text`,
    checked: current()[name],
    command: "account.edit",
  });
  input.addEventListener("change", async () => {
    const error = await save({ [name]: input.checked });
    if (error) input.checked = !input.checked;
  });
  return element;
}
