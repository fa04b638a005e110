// What the popup paints from: the board in storage.session, which the worker keeps. Read at once,
// read again whenever the worker has written, and asked for afresh before any row's codes run out.

import { scheduleRefresh } from "../ui/countdown.js";
import { send } from "../ui/messages.js";
import { shown } from "./view_state.js";

/** @typedef {import("../ui/messages.js").Row} Row */
/** @typedef {import("../ui/messages.js").Sheet} Sheet */
/** @typedef {import("../ui/messages.js").ScanOutcome} Outcome */
/** @typedef {import("../shapes.d.ts").TransferProgress} Gathered */
/**
 * @typedef {{
 *   sheet?: Sheet, "sheet.rest"?: { rows: Row[] }, outcome?: Outcome, transfer?: Gathered,
 *   lock?: Status,
 * }} Board `lock` is there while the vault is not open
 */
/** @typedef {import("../shapes.d.ts").VaultStatus} Status */
/**
 * @typedef {object} Ears
 * @property {(rows: Row[], reminder: Sheet["reminder"]) => void} onRows
 * @property {() => void} onGone the sheet was taken down: nothing of it may be seen any more
 * @property {(status: Status) => void} onShut the vault is not open, and how it stands
 * @property {(error: unknown, painted: boolean) => void} onTrouble Python could not bring codes
 * @property {() => void} onWell it can again
 */

// Fresh codes are asked for while every row still has this many to come.
const STEPS_IN_HAND = 2;
// How long to leave the worker alone after it could not answer, or had nothing newer: doubled each time.
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

const REST = "sheet.rest";

/** @type {Ears} */
let ears = { onRows() {}, onGone() {}, onShut() {}, onTrouble() {}, onWell() {} };
/** @type {Row[] | null} */
let painted = null;
/** @type {Promise<boolean> | null} */
let asking = null;
let pauseMs = FIRST_PAUSE_MS;
let total = 0; // of which `painted` may be the first
/** Nothing of the sheet is to be seen from then on. */
let locksAtMs = Number.POSITIVE_INFINITY;

/**
 * @param {(keyof Board)[]} keys
 * @returns {Promise<Board>}
 */
export function board(keys) {
  return /** @type {Promise<Board>} */ (chrome.storage.session.get(keys));
}

/**
 * When the first of the rows will have fewer codes to come than it should.
 * @param {Row[]} rows
 */
function dueMs(rows) {
  let due = Number.POSITIVE_INFINITY;
  for (const { kind, first_step, codes, period_s } of rows) {
    if (kind === "hotp" || codes.length === 0) continue;
    due = Math.min(due, (first_step + codes.length - STEPS_IN_HAND) * period_s * 1000);
  }
  return due;
}

function askInTime() {
  const pausing = pauseMs > FIRST_PAUSE_MS;
  const lacking = painted !== null && painted.length < total;
  scheduleRefresh(
    Math.min(locksAtMs, pausing || lacking ? Date.now() + pauseMs : dueMs(painted ?? [])),
  );
}

function drop() {
  painted = null;
  locksAtMs = Number.POSITIVE_INFINITY;
  ears.onGone();
}

/** @param {Sheet} sheet @returns {boolean} whether the vault is to be locked by now */
export function isOver({ locks_at_unix_ms: atMs }) {
  return atMs !== null && Date.now() >= atMs;
}

/** @param {Board} parts */
function show(parts) {
  if (!parts.sheet || isOver(parts.sheet)) return;
  locksAtMs = parts.sheet.locks_at_unix_ms ?? Number.POSITIVE_INFINITY;
  total = parts.sheet.total;
  painted = [...parts.sheet.rows, ...(parts[REST]?.rows ?? [])];
  ears.onRows(painted, parts.sheet.reminder);
  if (!asking) askInTime();
}

function takeDown() {
  drop();
  askForCodes();
}

async function showAll() {
  show(await board(["sheet", REST]));
}

/**
 * Whether there is nothing to paint but that. A sheet says that it was opened since; of what is lost
 * or damaged nothing is left to be opened.
 * @param {Board} parts
 */
export function isShut({ lock, sheet }) {
  return lock !== undefined && !(sheet && lock.state === "locked");
}

/** No codes came: it is locked, or worse; or it was opened while that was being said. @param {unknown} error */
async function showWhy(error) {
  const parts = await board(["sheet", REST, "lock"]);
  if (parts.lock && isShut(parts)) shut(parts.lock);
  else if (parts.lock) show(parts);
  else ears.onTrouble(error, painted !== null);
}

/** @param {Status} status */
function shut(status) {
  if (painted) drop();
  pauseMs = FIRST_PAUSE_MS; // nothing to ask for until somebody unlocks it
  ears.onShut(status);
}

async function readLock() {
  const parts = await board(["sheet", "lock"]);
  if (parts.lock && isShut(parts)) shut(parts.lock);
}

async function read() {
  try {
    await send("sheet.read", { brief: true });
    await showAll();
    ears.onWell();
    // Nothing newer to be had: a clock that was set back, or a worker at its wits' end.
    const still = painted !== null && dueMs(painted) <= Date.now();
    pauseMs = still ? Math.min(pauseMs * 2, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
    return true;
  } catch (error) {
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    await showWhy(error);
    return false;
  } finally {
    asking = null;
    askInTime();
  }
}

/** @returns {Promise<boolean>} whether the worker brought the codes of now and of the coming steps */
export function askForCodes() {
  if (Date.now() >= locksAtMs) drop();
  asking ??= read();
  return asking;
}

/**
 * @param {Board} first what was read of the board already
 * @param {Ears} listeners
 * @returns {Promise<void>} once all of the sheet is shown, and not its first part alone
 */
export async function followSheet(first, listeners) {
  ears = listeners;
  show(first);
  chrome.storage.session.onChanged.addListener((changes) => {
    if (changes.lock?.newValue) readLock();
    if (changes.sheet && !changes.sheet.newValue) takeDown();
    else if ("sheet" in changes || REST in changes) showAll();
  });
  if (first.sheet && first.sheet.total > (painted?.length ?? 0)) {
    await shown();
    await showAll();
  }
}
