// The second store: one file a text, in the extension's private file system. Unlike the databases,
// where old bytes stay until somebody tidies up, a file that is written over or removed is gone.
// Only one writes at a time: Python holds the lock.

const SWAP = ".crswap"; // Chromium writes beside a file first; a killed browser leaves that behind

const named = (/** @type {unknown} */ error) =>
  error instanceof Error ? error.name : String(error);

/** @template T @param {() => Promise<T>} work @returns {Promise<T>} rejects with an Error alone */
async function asked(work) {
  try {
    return await work();
  } catch (error) {
    throw new Error(named(error));
  }
}

/** @param {FileSystemDirectoryHandle} folder */
async function clearRemnants(folder) {
  for await (const name of folder.keys()) {
    if (name.endsWith(SWAP)) await folder.removeEntry(name);
  }
}

export const opfsStore = {
  /** @param {string} key @returns {Promise<string | undefined>} */
  read: (key) =>
    asked(async () => {
      const folder = await navigator.storage.getDirectory();
      try {
        const handle = await folder.getFileHandle(key);
        return await (await handle.getFile()).text();
      } catch (error) {
        if (named(error) === "NotFoundError") return undefined;
        throw error;
      }
    }),

  /** @param {string} key @param {string} text the old one stays if it fails */
  write: (key, text) =>
    asked(async () => {
      const folder = await navigator.storage.getDirectory();
      const handle = await folder.getFileHandle(key, { create: true });
      const stream = await handle.createWritable();
      await stream.write(text);
      await stream.close();
      await clearRemnants(folder);
    }),

  /** @param {string} key */
  remove: (key) =>
    asked(async () => {
      const folder = await navigator.storage.getDirectory();
      await clearRemnants(folder);
      await folder.removeEntry(key).catch((error) => {
        if (named(error) !== "NotFoundError") throw error;
      });
    }),
};
