// What the popup paints from: the board in storage.session, which the worker keeps. Read at once,
// read again whenever the worker has written, and asked for afresh before any row's codes run out.

import { send } from "../messages.js";
import { askAt } from "./countdown.js";

/** @typedef {import("../messages.js").Row} Row */
/** @typedef {import("../messages.js").Sheet} Sheet */
/** @typedef {import("../messages.js").Outcome} Outcome */
/** @typedef {{ sheet?: Sheet, "sheet.rest"?: { rows: Row[] }, outcome?: Outcome }} Board */
/**
 * @typedef {object} Ears
 * @property {(rows: Row[]) => void} onRows
 * @property {() => void} onGone the sheet was taken down: nothing of it may be seen any more
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
let ears = { onRows() {}, onGone() {}, onTrouble() {}, onWell() {} };
/** @type {Row[] | null} */
let painted = null;
/** @type {Promise<boolean> | null} */
let asking = null;
let pauseMs = FIRST_PAUSE_MS;

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
  askAt(pausing ? Date.now() + pauseMs : dueMs(painted ?? []));
}

/** @param {Board} parts */
function show(parts) {
  if (!parts.sheet) return;
  painted = [...parts.sheet.rows, ...(parts[REST]?.rows ?? [])];
  ears.onRows(painted);
  if (!asking) askInTime();
}

function takeDown() {
  painted = null;
  ears.onGone();
  askForCodes();
}

async function showAll() {
  show(await board(["sheet", REST]));
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
    ears.onTrouble(error, painted !== null);
    return false;
  } finally {
    asking = null;
    askInTime();
  }
}

/** @returns {Promise<boolean>} whether the worker brought the codes of now and of the coming steps */
export function askForCodes() {
  asking ??= read();
  return asking;
}

/**
 * @param {Board} first what was read of the board already
 * @param {Ears} listeners
 */
export function followSheet(first, listeners) {
  ears = listeners;
  show(first);
  chrome.storage.session.onChanged.addListener((changes) => {
    if (changes.sheet && !changes.sheet.newValue) takeDown();
    else if ("sheet" in changes || REST in changes) showAll();
  });
  if (first.sheet && first.sheet.total > (painted?.length ?? 0)) showAll();
}
