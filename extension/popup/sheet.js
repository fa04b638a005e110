// Reads the sheet that the popup shows from storage.session: when the popup opens and after every change.
// Requests a new sheet before any row runs out of codes.

import { PREFERENCES } from "../facts/preferences.js";
import { clockOffsetMs, codeTimeMs, setClockOffset, takeClockJump } from "../ui/clock.js";
import { refreshDueMs } from "../ui/code_period.js";
import { scheduleRefresh } from "../ui/countdown.js";
import { send } from "../ui/messages.js";
import { staysOpen } from "./surface.js";
import { firstPaint } from "./view_state.js";

/** @typedef {import("../ui/messages.js").Row} Row */
/** @typedef {import("../ui/messages.js").Sheet} Sheet */
/** @typedef {import("../ui/messages.js").ScanOutcome} ScanOutcome */
/** @typedef {import("../shapes.d.ts").TransferProgress} TransferProgress */
/**
 * @typedef {{
 *   sheet?: Sheet, "sheet.rest"?: { rows: Row[] }, outcome?: ScanOutcome, transfer?: TransferProgress,
 *   lock?: VaultStatus, "fill.pending"?: import("../shapes.d.ts").PendingFill,
 * }} SessionData `lock` is there while the vault is not open
 */
/** @typedef {import("../shapes.d.ts").VaultStatus} VaultStatus */
/**
 * @typedef {object} SheetListeners
 * @property {(rows: Row[], sheet: Sheet) => void} onRows
 * @property {() => void} onCleared the sheet was removed: no account may be visible any more
 * @property {(status: VaultStatus) => void} onNotOpen
 * @property {(error: unknown, painted: boolean) => void} onRefreshFailed the worker returned no
 *   codes
 * @property {() => void} onRefreshed the worker returned codes again
 */

// How long to wait after the worker failed or had nothing newer. Doubled each time.
const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 60_000;

const REST_KEY = "sheet.rest";

/** @type {SheetListeners} */
let active = {
  onRows() {},
  onCleared() {},
  onNotOpen() {},
  onRefreshFailed() {},
  onRefreshed() {},
};
/** @type {Row[] | null} */
let shownRows = null;
/** @type {Promise<boolean> | null} */
let pendingRefresh = null;
let pauseMs = FIRST_PAUSE_MS;
/** @type {{ groups: string[], hidden: number }} */
const NO_GROUPS = { groups: [], hidden: 0 };
let shownGroups = NO_GROUPS;
/** @type {Sheet["preferences"]} */
let shownPreferences = PREFERENCES;
let accountCount = 0; // shownRows may be the first of them
let isRepeated = false;
/** From this time on no account may be visible. */
let locksAtMs = Number.POSITIVE_INFINITY;

/**
 * @param {(keyof SessionData)[]} keys
 * @returns {Promise<SessionData>}
 */
export function readSession(keys) {
  return /** @type {Promise<SessionData>} */ (chrome.storage.session.get(keys));
}

function scheduleNextRefresh() {
  const isPausing = pauseMs > FIRST_PAUSE_MS;
  const lacksRows = shownRows !== null && shownRows.length < accountCount;
  scheduleRefresh(
    Math.min(
      locksAtMs + clockOffsetMs(),
      isPausing || lacksRows ? codeTimeMs() + pauseMs : refreshDueMs(shownRows ?? []),
    ),
  );
}

function clearSheet() {
  shownRows = null;
  shownGroups = NO_GROUPS;
  locksAtMs = Number.POSITIVE_INFINITY;
  active.onCleared();
}

/** The groups of all accounts, and the number of hidden accounts. */
export function sheetGroups() {
  return shownGroups;
}

/** Sets settings here at once; the worker saves them and writes the next sheet. @param {Partial<Sheet["preferences"]>} change */
export function setPreferences(change) {
  shownPreferences = { ...shownPreferences, ...change };
}

/** The settings of the last sheet. */
export function preferences() {
  return shownPreferences;
}

/** @param {Sheet} sheet @returns {boolean} whether the vault must be locked by now */
export function isLockDue({ locks_at_unix_ms: atMs }) {
  return atMs !== null && Date.now() >= atMs;
}

/** @param {SessionData} parts */
function showSheet(parts) {
  if (!parts.sheet || isLockDue(parts.sheet)) return;
  locksAtMs = parts.sheet.locks_at_unix_ms ?? Number.POSITIVE_INFINITY;
  accountCount = parts.sheet.total;
  setClockOffset(parts.sheet.clock_offset_ms);
  const { groups, hidden } = parts.sheet;
  shownGroups = { groups, hidden };
  shownPreferences = parts.sheet.preferences;
  shownRows = [...parts.sheet.rows, ...(parts[REST_KEY]?.rows ?? [])];
  active.onRows(shownRows, parts.sheet);
  if (!pendingRefresh) scheduleNextRefresh();
}

function onSheetRemoved() {
  clearSheet();
  refreshCodes();
}

async function showStoredSheet() {
  showSheet(await readSession(["sheet", REST_KEY]));
}

/**
 * Returns whether the vault is not open. A sheet beside a `locked` status is newer than the status;
 * a lost or damaged vault cannot have been opened since.
 * @param {SessionData} parts
 */
export function isNotOpen({ lock, sheet }) {
  return lock !== undefined && !(sheet && lock.state === "locked");
}

/**
 * Shows why no codes came: the vault is not open, or was opened meanwhile, or the refresh failed.
 * @param {unknown} error
 */
async function showFailure(error) {
  const parts = await readSession(["sheet", REST_KEY, "lock"]);
  if (parts.lock && isNotOpen(parts)) showNotOpen(parts.lock);
  else if (parts.lock) showSheet(parts);
  else active.onRefreshFailed(error, shownRows !== null);
}

/** @param {VaultStatus} status */
function showNotOpen(status) {
  if (shownRows) clearSheet();
  pauseMs = FIRST_PAUSE_MS; // nothing can be refreshed until the vault is unlocked
  active.onNotOpen(status);
}

async function onLockWritten() {
  const parts = await readSession(["sheet", "lock"]);
  if (parts.lock && isNotOpen(parts)) showNotOpen(parts.lock);
}

async function refresh() {
  try {
    const jumpedMs = takeClockJump();
    await send("sheet.read", {
      brief: true,
      unattended: isRepeated && staysOpen,
      ...(jumpedMs && { clock_jump_ms: jumpedMs }),
    });
    isRepeated = true;
    await showStoredSheet();
    active.onRefreshed();
    // If the codes are still old, the clock was set back or the worker failed.
    const areStillOld = shownRows !== null && refreshDueMs(shownRows) <= codeTimeMs();
    pauseMs = areStillOld ? Math.min(pauseMs * 2, MAX_PAUSE_MS) : FIRST_PAUSE_MS;
    return true;
  } catch (error) {
    pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
    await showFailure(error);
    return false;
  } finally {
    pendingRefresh = null;
    scheduleNextRefresh();
  }
}

/** @returns {Promise<boolean>} whether the worker returned current codes */
export function refreshCodes() {
  if (Date.now() >= locksAtMs) clearSheet();
  pendingRefresh ??= refresh();
  return pendingRefresh;
}

const ACTIVITY_INTERVAL_MS = 60_000;
let activityAtMs = 0;

/**
 * Reports to the worker that the user uses a page that stays open, which restarts the time to lock. The page's own
 * refreshes do not.
 */
export function reportActivity() {
  if (shownRows === null || Date.now() - activityAtMs < ACTIVITY_INTERVAL_MS) return;
  activityAtMs = Date.now();
  isRepeated = false;
  refreshCodes();
}

/**
 * @param {SessionData} first what was already read
 * @param {SheetListeners} listeners
 * @returns {Promise<void>} resolves once the whole sheet is shown
 */
export async function watchSheet(first, listeners) {
  active = listeners;
  showSheet(first);
  chrome.storage.session.onChanged.addListener((changes) => {
    if (changes.lock?.newValue) onLockWritten();
    if (changes.sheet && !changes.sheet.newValue) onSheetRemoved();
    else if ("sheet" in changes || REST_KEY in changes) showStoredSheet();
  });
  if (first.sheet && first.sheet.total > (shownRows?.length ?? 0)) {
    await firstPaint();
    await showStoredSheet();
  }
}
