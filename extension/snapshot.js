// The interpreter's memory as the extension carries it: more than half of its pages are empty and left out, as
// reading them would take longer than everything else. py/workshop/image.py writes what this reads:
//
//   u32 × 4                "KKMS", bytes of the whole memory, bytes of a page, number of runs
//   u32 × 2 for each run   its first page, how many pages
//   the runs' pages, one after another; all numbers little-endian; the last page may reach over the memory's end

const MAGIC = 0x534d4b4b;
const HEAD = 4;
const MOST = 256 * 1024 * 1024;

/**
 * @param {Uint8Array<ArrayBuffer>} bytes the whole file
 * @returns {Uint8Array<ArrayBuffer>} the memory
 * @throws {Error} if anything of it is missing
 */
export function unpacked(bytes) {
  if (bytes.length < HEAD * 4) throw new Error("no snapshot");
  const [magic = 0, size = 0, page = 0, count = 0] = new Uint32Array(bytes.buffer, 0, HEAD);
  const table = (HEAD + 2 * count) * 4;
  if (magic !== MAGIC || size > MOST || bytes.length < table) throw new Error("no snapshot");
  const runs = new Uint32Array(bytes.buffer, HEAD * 4, 2 * count);
  const memory = new Uint8Array(Math.ceil(size / page) * page);
  let at = table;
  for (let i = 0; i < runs.length; i += 2) {
    const start = (runs[i] ?? 0) * page;
    const length = (runs[i + 1] ?? 0) * page;
    memory.set(bytes.subarray(at, at + length), start);
    at += length;
  }
  if (at !== bytes.length) throw new Error("a snapshot that was cut");
  return memory.subarray(0, size);
}
