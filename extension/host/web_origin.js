// The origins of web pages.

/**
 * @param {string | undefined} url of a tab; undefined without the permission to read it
 * @returns {string} the origin; empty if the URL is unknown or is not http or https
 */
export function originOf(url) {
  const { protocol = "", origin = "" } = URL.parse(url ?? "") ?? {};
  return /^https?:$/.test(protocol) ? origin : "";
}
