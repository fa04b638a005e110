// Makes a page that stays open follow the tab in front. Chrome gives an extension the address of a tab only after a click
// on the extension's icon, shortcut or menu in that tab, until another site is opened. With the permission "tabs", which
// this module requests, it always does.

import { query } from "../ui/dom.js";
import { pageOf } from "../ui/site_match.js";
import { lookForField } from "./fill.js";
import { setPage } from "./list.js";
import { currentTab, onTabChange } from "./tab.js";

/** @type {chrome.permissions.Permissions} */
const NEEDED = { permissions: ["tabs"] };
/** @type {HTMLElement} */
const unknown = query("#site-unknown");

async function showTab() {
  const tab = await currentTab();
  setPage(pageOf(tab?.url));
  unknown.hidden = tab?.url !== undefined || (await chrome.permissions.contains(NEEDED));
  await lookForField();
}

export function followTabs() {
  query("#site-follow").addEventListener("click", () => chrome.permissions.request(NEEDED));
  onTabChange(showTab);
  showTab();
}
