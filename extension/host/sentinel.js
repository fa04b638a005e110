// The sentinel: an empty cache and an empty database, which show that a vault exists or existed. They are stored
// apart from all other data of the extension.

const NAME = "kakomi.sentinel";

async function databaseExists() {
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

/** @param {Promise<boolean>} answer false if it is rejected: the other place may still answer */
const orFalse = (answer) => answer.catch(() => false);

export const sentinel = {
  /** @returns {Promise<boolean>} */
  async exists() {
    return (await orFalse(caches.has(NAME))) || (await orFalse(databaseExists()));
  },
  async create() {
    await Promise.allSettled([caches.open(NAME), makeDatabase()]);
  },
};
