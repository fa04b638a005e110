// Writes files to the download folder, checks them, and deletes the oldest of Kakomi's files. The options page
// requests the permission when automatic backups are switched on.

const FOLDER = "Kakomi";
const MAX_DOWNLOAD_MS = 20_000;

/**
 * @param {number} id
 * @returns {Promise<chrome.downloads.DownloadItem>} fulfilled when the download is complete
 * @throws {Error} if it was interrupted or takes too long
 */
function completed(id) {
  return new Promise((resolve, reject) => {
    const check = async () => {
      const [item] = await chrome.downloads.search({ id });
      if (item?.state === "complete") done(() => resolve(item));
      else if (item?.state !== "in_progress") done(() => reject(new Error("interrupted")));
    };
    const timer = setTimeout(() => done(() => reject(new Error("timeout"))), MAX_DOWNLOAD_MS);
    /** @param {chrome.downloads.DownloadDelta} delta */
    const changed = (delta) => delta.id === id && check();
    /** @param {() => void} then */
    const done = (then) => {
      clearTimeout(timer);
      chrome.downloads.onChanged.removeListener(changed);
      then();
    };
    chrome.downloads.onChanged.addListener(changed);
    check();
  });
}

/** @param {number} keepLatest */
async function removeOldest(keepLatest) {
  const items = await chrome.downloads.search({ exists: true, orderBy: ["-startTime"] });
  const ours = items.filter((item) => item.byExtensionId === chrome.runtime.id);
  for (const { id } of ours.slice(keepLatest)) {
    await chrome.downloads.removeFile(id).catch(() => {}); // the user moved or deleted it
    await chrome.downloads.erase({ id });
  }
}

/**
 * @param {string} name
 * @param {string} text ASCII
 * @param {number} keepLatest how many of the files written this way remain
 * @param {string} folder below the download folder; FOLDER if it is empty
 */
export async function save(name, text, keepLatest, folder) {
  if (!chrome.downloads) throw new Error("not permitted");
  const id = await chrome.downloads.download({
    url: `data:application/json;base64,${btoa(text)}`,
    filename: `${folder || FOLDER}/${name}`,
    conflictAction: "uniquify",
    saveAs: false,
  });
  const { fileSize, exists } = await completed(id);
  if (!exists || fileSize !== text.length) throw new Error("incomplete");
  await removeOldest(keepLatest);
}
