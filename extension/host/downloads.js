// Files in the download folder: written, looked at, and the oldest of our own removed. The permission is
// asked for by the options page when a person switches automatic backups on.

const FOLDER = "Kakomi";
const PATIENCE_MS = 20_000;

/** @param {number} id @returns {Promise<chrome.downloads.DownloadItem>} once it is there, or is not to be */
function settled(id) {
  return new Promise((resolve, reject) => {
    const look = async () => {
      const [item] = await chrome.downloads.search({ id });
      if (item?.state === "complete") done(() => resolve(item));
      else if (item?.state !== "in_progress") done(() => reject(new Error("interrupted")));
    };
    const late = setTimeout(() => done(() => reject(new Error("late"))), PATIENCE_MS);
    /** @param {chrome.downloads.DownloadDelta} delta */
    const changed = (delta) => delta.id === id && look();
    /** @param {() => void} then */
    const done = (then) => {
      clearTimeout(late);
      chrome.downloads.onChanged.removeListener(changed);
      then();
    };
    chrome.downloads.onChanged.addListener(changed);
    look();
  });
}

/** @param {number} keep */
async function removeOldest(keep) {
  const items = await chrome.downloads.search({ exists: true, orderBy: ["-startTime"] });
  const ours = items.filter((item) => item.byExtensionId === chrome.runtime.id);
  for (const { id } of ours.slice(keep)) {
    await chrome.downloads.removeFile(id).catch(() => {}); // moved or removed by hand
    await chrome.downloads.erase({ id });
  }
}

/**
 * @param {string} name
 * @param {string} text ASCII
 * @param {number} keep how many of ours stay
 */
export async function save(name, text, keep) {
  if (!chrome.downloads) throw new Error("not permitted");
  const id = await chrome.downloads.download({
    url: `data:application/json;base64,${btoa(text)}`,
    filename: `${FOLDER}/${name}`,
    conflictAction: "uniquify",
    saveAs: false,
  });
  const { fileSize, exists } = await settled(id);
  if (!exists || fileSize !== text.length) throw new Error("incomplete");
  await removeOldest(keep);
}
