// A mark that there is, or was, a vault here: the bare existence of an empty cache and an empty
// database, in two places on disk where nothing else of ours lies.

const NAME = "kakomi.sentinel";

async function databaseStands() {
  const found = await indexedDB.databases();
  return found.some(({ name }) => name === NAME);
}

/** @returns {Promise<void>} */
function makeDatabase() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onsuccess = () => {
      opening.result.close();
      resolve();
    };
    opening.onerror = () => reject(new Error("no database"));
  });
}

/** @param {Promise<boolean>} answer one place that does not answer does not speak for the other */
const orNot = (answer) => answer.catch(() => false);

export const sentinel = {
  /** @returns {Promise<boolean>} */
  async exists() {
    return (await orNot(caches.has(NAME))) || (await orNot(databaseStands()));
  },
  async create() {
    await Promise.allSettled([caches.open(NAME), makeDatabase()]);
  },
};
