// Values that a page stores and that the worker reads too, in IndexedDB: localStorage is not there for the worker, and
// only IndexedDB stores the handle of a folder. Secrets are never among them.

/**
 * @typedef {object} LocalValues
 * @property {FileSystemDirectoryHandle} backup_folder the folder that the user chose for automatic backups
 * @property {FileSystemDirectoryHandle} sync_folder the folder that the user chose for sync
 * @property {string} language that the user chose for Kakomi
 */

const DATABASE = "kakomi.local";
const STORE = "values";

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} act
 * @returns {Promise<T>} fulfilled when the change is stored
 */
async function inStore(mode, act) {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await settled(opening);
  try {
    const transaction = database.transaction(STORE, mode);
    /** @type {Promise<void>} */
    const complete = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    const [result] = await Promise.all([settled(act(transaction.objectStore(STORE))), complete]);
    return result;
  } finally {
    database.close();
  }
}

/**
 * @template {keyof LocalValues} Key
 * @param {Key} key
 * @returns {Promise<LocalValues[Key] | undefined>}
 */
export async function localValue(key) {
  const isThere = (await indexedDB.databases()).some(({ name }) => name === DATABASE);
  return isThere ? inStore("readonly", (store) => store.get(key)) : undefined;
}

/**
 * @template {keyof LocalValues} Key
 * @param {Key} key
 * @param {LocalValues[Key] | undefined} value undefined removes it
 */
export async function setLocalValue(key, value) {
  if (value === undefined) await inStore("readwrite", (store) => store.delete(key));
  else await inStore("readwrite", (store) => store.put(value, key));
}
