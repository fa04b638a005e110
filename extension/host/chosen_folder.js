// Reads and writes the folders that the user chose for automatic backups and for sync. Every rejection is an Error
// whose message is the name of the DOMException.

import { localValue, setLocalValue } from "../ui/local_values.js";

const WRITE = /** @type {const} */ ({ mode: "readwrite" });

/** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
async function withNamedError(work) {
  try {
    return await work();
  } catch (error) {
    throw new Error(error instanceof Error ? error.name : String(error));
  }
}

/** @typedef {"backup_folder" | "sync_folder"} FolderKey the name under which the choice is stored */

/** @param {FolderKey} key */
async function requiredFolder(key) {
  const folder = await localValue(key);
  if (!folder) throw new DOMException("no folder is chosen", "NotFoundError");
  return folder;
}

/** @param {FileSystemFileHandle} file @param {string} text */
async function replace(file, text) {
  const stream = await file.createWritable(); // writes to another file, which close() renames
  try {
    await stream.write(text);
    await stream.close();
  } catch (error) {
    await stream.abort().catch(() => {}); // it is closed already
    throw error;
  }
}

/** @param {FolderKey} key */
const chosenFolder = (key) => ({
  /** @returns {Promise<string>} JSON: the folder, or null if none is chosen */
  state: () =>
    withNamedError(async () => {
      const folder = await localValue(key);
      if (!folder) return "null";
      const may_write = (await folder.queryPermission(WRITE)) === "granted";
      return JSON.stringify({ name: folder.name, may_write });
    }),

  /** @returns {Promise<string>} JSON: the names of its files */
  names: () =>
    withNamedError(async () => {
      const names = [];
      for await (const [name, { kind }] of (await requiredFolder(key)).entries()) {
        if (kind === "file") names.push(name);
      }
      return JSON.stringify(names);
    }),

  /** @param {string} name @param {number} maxBytes @returns {Promise<string>} empty if the file is larger */
  read: (name, maxBytes) =>
    withNamedError(async () => {
      const file = await (await (await requiredFolder(key)).getFileHandle(name)).getFile();
      return file.size > maxBytes ? "" : file.text();
    }),

  /** @param {string} name @param {string} text */
  write: (name, text) =>
    withNamedError(async () => {
      const folder = await requiredFolder(key);
      const existed = await folder.getFileHandle(name).then(
        () => true,
        () => false,
      );
      const file = await folder.getFileHandle(name, { create: true });
      try {
        await replace(file, text);
        if ((await (await file.getFile()).text()) !== text) throw new Error("different");
      } catch (error) {
        if (!existed) await folder.removeEntry(name).catch(() => {}); // empty or incomplete
        throw error;
      }
    }),

  /** @param {string} name */
  remove: (name) => withNamedError(async () => (await requiredFolder(key)).removeEntry(name)),

  /** Removes the choice. The files stay. */
  forget: () => setLocalValue(key, undefined).catch(() => {}), // the choice stays and can be removed later
});

export const backupFolder = chosenFolder("backup_folder");
export const syncFolder = chosenFolder("sync_folder");
