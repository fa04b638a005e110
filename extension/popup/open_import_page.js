// Files and texts that are more than the popup has room for go to the options page's import.

const CHANNEL = "kakomi.handover";
const IMPORT = "options/options.html";

/**
 * Opens the import with these in it, and closes the popup once they have arrived there.
 * @param {{ name: string, blob: Blob }[]} things
 */
export async function handOver(things) {
  const id = crypto.randomUUID();
  const channel = new BroadcastChannel(CHANNEL);
  const arrived = new Promise((resolve) => {
    channel.addEventListener("message", ({ data }) => {
      if (data.ready === id) channel.postMessage({ for: id, things });
      if (data.taken === id) resolve(true);
    });
  });
  // Not in front before it has them: the popup would be gone with what it holds.
  const url = chrome.runtime.getURL(`${IMPORT}?handover=${id}#import`);
  const tab = await chrome.tabs.create({ url, active: false });
  await arrived;
  if (tab.id !== undefined) await chrome.tabs.update(tab.id, { active: true });
  window.close();
}
