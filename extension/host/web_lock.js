// Locks across all contexts of the extension, by the Web Locks API.

/**
 * @param {string} name
 * @returns {Promise<() => void>} fulfilled when the lock is held; the function releases it
 */
export function exclusive(name) {
  return new Promise((resolve, reject) => {
    const held = () =>
      new Promise((release) => {
        resolve(() => release(undefined));
      });
    navigator.locks.request(name, held).catch((error) => reject(new Error(String(error))));
  });
}
