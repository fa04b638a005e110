// Reads the file of the interpreter's memory, which py/tools/snapshot_format.py writes. Two thirds of the pages are
// left out because a fresh memory has the same content there: zeros, or the WebAssembly module's own data.
//
//   u32 × 5                "KKMS", bytes of the metadata, bytes of the memory, bytes of a page, number of runs
//   u32 × 2 for each run   its first page, how many pages
//   the metadata           Pyodide's own, which precedes the memory in its image
//   the runs' pages        one after another
//
// All numbers are little-endian.

const MAGIC = 0x534d4b4b;
const HEADER_NUMBERS = 5;
const MAX_MEMORY_BYTES = 256 * 1024 * 1024;

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/** @typedef {{ metadata: Bytes, size: number, writeTo(heap: Uint8Array): void }} Snapshot `size` is the memory's, in bytes */

/**
 * @param {Bytes} bytes the whole file
 * @returns {Snapshot}
 * @throws {Error} if the file is not a complete snapshot
 */
export function snapshotIn(bytes) {
  const wrong = new Error("not a complete snapshot");
  if (bytes.length < HEADER_NUMBERS * 4) throw wrong;
  const [magic = 0, metadataBytes = 0, size = 0, page = 0, count = 0] = numbers(
    bytes,
    0,
    HEADER_NUMBERS,
  );
  const first = (HEADER_NUMBERS + 2 * count) * 4 + metadataBytes;
  if (magic !== MAGIC || size > MAX_MEMORY_BYTES || bytes.length < first) throw wrong;
  const runs = numbers(bytes, HEADER_NUMBERS * 4, 2 * count);
  const pages = runs.reduce((sum, n, i) => (i % 2 ? sum + n : sum), 0);
  if (bytes.length !== first + pages * page) throw wrong;
  const writeTo = (/** @type {Uint8Array} */ heap) => {
    let from = first;
    for (let i = 0; i < runs.length; i += 2) {
      const length = (runs[i + 1] ?? 0) * page;
      heap.set(bytes.subarray(from, from + length), (runs[i] ?? 0) * page);
      from += length;
    }
  };
  return { metadata: bytes.slice(first - metadataBytes, first), size, writeTo };
}

/** @param {Bytes} bytes @param {number} at @param {number} count */
const numbers = (bytes, at, count) => new Uint32Array(bytes.buffer, at, count);
