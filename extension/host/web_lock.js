// One change at a time, in every context of this extension (Web Locks API).

/**
 * @param {string} name
 * @returns {Promise<() => void>} resolves when the lock is ours; call what it gives to let go
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
