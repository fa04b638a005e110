// The interpreter's memory as the extension carries it. Two thirds of its pages are left out: what a fresh
// memory has there anyway, nothing or the WebAssembly's own data. py/tools/snapshot_format.py writes what this reads:
//
//   u32 × 5                "KKMS", bytes of the notes, bytes of the memory, bytes of a page, number of runs
//   u32 × 2 for each run   its first page, how many pages
//   the notes              Pyodide's own, which stand before the memory in its image
//   the runs' pages        one after another
//
// All numbers are little-endian.

const MAGIC = 0x534d4b4b;
const HEAD = 5;
const MOST = 256 * 1024 * 1024;

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/** @typedef {{ notes: Bytes, size: number, pour(heap: Uint8Array): void }} Snapshot `size` is the memory's */

/**
 * @param {Bytes} bytes the whole file
 * @returns {Snapshot}
 * @throws {Error} if it is not one, or not all of it
 */
export function snapshotIn(bytes) {
  const wrong = new Error("no whole snapshot");
  if (bytes.length < HEAD * 4) throw wrong;
  const [magic = 0, noted = 0, size = 0, page = 0, count = 0] = numbers(bytes, 0, HEAD);
  const first = (HEAD + 2 * count) * 4 + noted;
  if (magic !== MAGIC || size > MOST || bytes.length < first) throw wrong;
  const runs = numbers(bytes, HEAD * 4, 2 * count);
  const pages = runs.reduce((sum, n, i) => (i % 2 ? sum + n : sum), 0);
  if (bytes.length !== first + pages * page) throw wrong;
  const pour = (/** @type {Uint8Array} */ heap) => {
    let from = first;
    for (let i = 0; i < runs.length; i += 2) {
      const length = (runs[i + 1] ?? 0) * page;
      heap.set(bytes.subarray(from, from + length), (runs[i] ?? 0) * page);
      from += length;
    }
  };
  return { notes: bytes.slice(first - noted, first), size, pour };
}

/** @param {Bytes} bytes @param {number} at @param {number} count */
const numbers = (bytes, at, count) => new Uint32Array(bytes.buffer, at, count);
