// Chooses a folder, and lets Chrome ask for access to it again.

import { localValue, setLocalValue } from "../ui/local_values.js";

const WRITE = /** @type {const} */ ({ mode: "readwrite" });

/** @typedef {"backup_folder" | "sync_folder"} FolderKey the name under which the choice is stored */

/** @param {FolderKey} key @returns {Promise<FileSystemDirectoryHandle | null>} null if the user cancelled */
async function pickFolder(key) {
  try {
    return await window.showDirectoryPicker({ id: key.replace("_", "-"), ...WRITE });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    throw error;
  }
}

/**
 * Chooses the folder and stores the choice. If `use` fails, the earlier choice stays.
 * @param {FolderKey} key
 * @param {() => Promise<unknown>} use tells Python of the choice
 * @returns {Promise<string | null>} the folder's name, or null if the user cancelled
 */
export async function chooseFolder(key, use) {
  const picked = await pickFolder(key);
  if (!picked) return null;
  const before = await localValue(key);
  await setLocalValue(key, picked);
  try {
    await use();
  } catch (error) {
    await setLocalValue(key, before);
    throw error;
  }
  return picked.name;
}

/**
 * Lets Chrome ask for access to the chosen folder.
 * @param {FolderKey} key
 * @returns {Promise<string | null>} the folder's name, or null if the user did not allow it
 */
export async function askForFolder(key) {
  const folder = await localValue(key);
  if ((await folder?.requestPermission(WRITE)) === "denied") return null;
  return folder?.name ?? "";
}
