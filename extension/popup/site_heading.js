// The heading above the accounts of the page in front.

import { message } from "../ui/i18n.js";
import { hostText } from "../ui/punycode.js";

const heading = /** @type {HTMLElement} */ (document.getElementById("site-heading"));
const title = /** @type {HTMLElement} */ (document.getElementById("site-title"));
const host = /** @type {HTMLElement} */ (document.getElementById("site-host"));

/**
 * @param {URL | null} page
 * @param {{ isProposed: boolean }[]} shown the accounts of the page that are listed
 */
export function describeSite(page, shown) {
  heading.hidden = !page || shown.length === 0;
  if (!page || heading.hidden) return;
  const areProposed = shown.every(({ isProposed }) => isProposed);
  title.textContent = message(areProposed ? "site_proposed" : "site_title");
  host.textContent = hostText(page.host);
}
