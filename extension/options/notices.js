// Reads vendor/NOTICE.txt, which lists other people's work in Kakomi.

/**
 * @typedef {object} Notice
 * @property {string} folder of its files in vendor/; empty if it is elsewhere
 * @property {string} title with its version and licence
 * @property {string[]} details what it contains, how it was changed, where it comes from
 */

/**
 * @param {string} text of NOTICE.txt: a line for each work, and indented lines about it
 * @returns {Notice[]}
 */
export function readNotices(text) {
  /** @type {Notice[]} */
  const notices = [];
  for (const line of text.split("\n")) {
    const work = /^(\S+): (.+)$/.exec(line);
    if (work) {
      const [, place = "", title = ""] = work;
      notices.push({ folder: place.startsWith("..") ? "" : folderOf(place), title, details: [] });
    } else if (/^\s+\S/.test(line)) {
      notices.at(-1)?.details.push(line.replace(/^ {4}/, ""));
    }
  }
  return notices;
}

/** @param {string} place a folder with "/" at its end, or a file */
const folderOf = (place) => place.slice(0, place.lastIndexOf("/"));
