// The mirror store: one file for each text, in the origin private file system. Unlike a database, which keeps overwritten
// bytes until it compacts, the file system keeps no bytes of an overwritten or deleted file. The caller must hold the
// vault lock.

const SWAP = ".crswap"; // Chromium writes to such a file first; a killed browser leaves it behind

const nameOf = (/** @type {unknown} */ error) =>
  error instanceof Error ? error.name : String(error);

/** @template T @param {() => Promise<T>} work @returns {Promise<T>} @throws {Error} whose message is the name of the DOMException */
async function withNamedError(work) {
  try {
    return await work();
  } catch (error) {
    throw new Error(nameOf(error));
  }
}

/** @param {FileSystemDirectoryHandle} folder */
async function removeSwapFiles(folder) {
  for await (const name of folder.keys()) {
    if (name.endsWith(SWAP)) await folder.removeEntry(name);
  }
}

export const opfsStore = {
  /** @param {string} key @returns {Promise<string | undefined>} */
  read: (key) =>
    withNamedError(async () => {
      const folder = await navigator.storage.getDirectory();
      try {
        const handle = await folder.getFileHandle(key);
        return await (await handle.getFile()).text();
      } catch (error) {
        if (nameOf(error) === "NotFoundError") return undefined;
        throw error;
      }
    }),

  /** @param {string} key @param {string} text if this fails, the old text remains */
  write: (key, text) =>
    withNamedError(async () => {
      const folder = await navigator.storage.getDirectory();
      const handle = await folder.getFileHandle(key, { create: true });
      const stream = await handle.createWritable();
      await stream.write(text);
      await stream.close();
      await removeSwapFiles(folder);
    }),

  /** @param {string} key */
  remove: (key) =>
    withNamedError(async () => {
      const folder = await navigator.storage.getDirectory();
      await removeSwapFiles(folder);
      await folder.removeEntry(key).catch((error) => {
        if (nameOf(error) !== "NotFoundError") throw error;
      });
    }),
};
