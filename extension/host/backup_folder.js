// Reads and writes the folder that the user chose for automatic backups. Every rejection is an Error whose message is
// the name of the DOMException.

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

async function requiredFolder() {
  const folder = await localValue("backup_folder");
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

export const backupFolder = {
  /** @returns {Promise<string>} JSON: the folder, or null if none is chosen */
  state: () =>
    withNamedError(async () => {
      const folder = await localValue("backup_folder");
      if (!folder) return "null";
      const may_write = (await folder.queryPermission(WRITE)) === "granted";
      return JSON.stringify({ name: folder.name, may_write });
    }),

  /** @returns {Promise<string>} JSON: the names of its files */
  names: () =>
    withNamedError(async () => {
      const names = [];
      for await (const [name, { kind }] of (await requiredFolder()).entries()) {
        if (kind === "file") names.push(name);
      }
      return JSON.stringify(names);
    }),

  /** @param {string} name @param {string} text */
  write: (name, text) =>
    withNamedError(async () => {
      const folder = await requiredFolder();
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
  remove: (name) => withNamedError(async () => (await requiredFolder()).removeEntry(name)),

  /** Removes the choice. The files stay. */
  forget: () => setLocalValue("backup_folder", undefined).catch(() => {}), // the choice stays and can be removed later
};
