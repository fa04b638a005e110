// Inputs that the popup can't use itself go to the options page: files to the import, a setup key to the form for it.
// They are never part of an address, because Chrome stores addresses in its history.

import { offerInputs } from "../ui/import_handover.js";
import { closePopup } from "./surface.js";

const OPTIONS = "options/options.html";

/**
 * Opens the options page with these inputs, and closes the popup once the page has them.
 * @param {"import" | "add"} page
 * @param {import("../ui/drop_target.js").ImportInput[]} inputs
 */
async function openOptions(page, inputs) {
  const id = crypto.randomUUID();
  const arrived = offerInputs(id, inputs);
  // The tab stays in the background until then: activating it closes the popup, and the inputs with it.
  const url = chrome.runtime.getURL(`${OPTIONS}?handover=${id}#${page}`);
  const tab = await chrome.tabs.create({ url, active: false });
  await arrived;
  if (tab.id !== undefined) await chrome.tabs.update(tab.id, { active: true });
  closePopup();
}

/** @param {import("../ui/drop_target.js").ImportInput[]} inputs */
export const openImportPage = (inputs) => openOptions("import", inputs);

/** @param {string} key as it was pasted */
export const openKeyForm = (key) =>
  openOptions("add", [{ name: "", blob: new Blob([key], { type: "text/plain" }) }]);
