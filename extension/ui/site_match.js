// Finds the accounts of the page in front, which the popup shows first. Python checks the page again before it fills in a
// code.

/** @typedef {import("./messages.js").Row} Row */
/** @typedef {Pick<URL, "host" | "hostname">} Page */
/** @typedef {{ matching: Row[], proposed: Row[] }} RowsOnSite */

/**
 * @param {string | undefined} address of a tab
 * @returns {URL | null} null where no account can belong: an address of the browser, or one that may not be known
 */
export function pageOf(address) {
  const url = URL.parse(address ?? "");
  return url && /^https?:$/.test(url.protocol) ? url : null;
}

/**
 * @param {Page} page
 * @param {string} pattern a host with its port, or a domain after a dot (py/kakomi/messages/sheet.py)
 */
export function isOnPattern({ host, hostname }, pattern) {
  return pattern.startsWith(".") ? `.${hostname}`.endsWith(pattern) : host === pattern;
}

/**
 * Returns when a code was last used on the page's site; null if the account does not belong there.
 * @param {Row} row
 * @param {Page} page
 */
function usedAtUnix({ sites }, page) {
  const found = sites.filter(({ pattern }) => isOnPattern(page, pattern));
  return found.length === 0 ? null : Math.max(...found.map((site) => site.used_at_unix));
}

/**
 * Returns the accounts of the page's site, the last used there first, and those that their service's name proposes.
 * @param {Row[]} rows
 * @param {Page | null} page
 * @returns {RowsOnSite}
 */
export function rowsOnSite(rows, page) {
  if (!page) return { matching: [], proposed: [] };
  const matching = rows
    .map((row) => ({ row, used: usedAtUnix(row, page) }))
    .filter(({ used }) => used !== null)
    .sort((one, other) => Number(other.used) - Number(one.used))
    .map(({ row }) => row);
  const proposed = rows.filter((row) => row.proposed.some((pattern) => isOnPattern(page, pattern)));
  return { matching, proposed };
}
