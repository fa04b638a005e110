// Inputs that the popup cannot read go to the import on the options page.

import { offerInputs } from "../ui/import_handover.js";
import { closePopup } from "./surface.js";

const IMPORT_PAGE = "options/options.html";

/**
 * Opens the import with these inputs, and closes the popup once the page has them.
 * @param {import("../ui/drop_target.js").ImportInput[]} inputs
 */
export async function openImportPage(inputs) {
  const id = crypto.randomUUID();
  const arrived = offerInputs(id, inputs);
  // The tab stays in the background until then: activating it closes the popup, and the inputs with it.
  const url = chrome.runtime.getURL(`${IMPORT_PAGE}?handover=${id}#import`);
  const tab = await chrome.tabs.create({ url, active: false });
  await arrived;
  if (tab.id !== undefined) await chrome.tabs.update(tab.id, { active: true });
  closePopup();
}
