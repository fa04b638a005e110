// Surveys a page's text fields, writes a code into those that Python chose, and outlines fields. The scripts run in the
// isolated world of the page's main frame; a navigation ends every pending question.

import { withinLimit } from "./time_limit.js";
import { message } from "./words.js";

const CONTROLS = "page/text_controls.js";
const WRITER = [CONTROLS, "page/typed_keys.js", "page/field_focus.js", "page/code_field_writer.js"];
// One call injects the writer with the survey, so that the code needs one call more and no file.
const SURVEY = [
  ...WRITER,
  "page/field_text.js",
  "page/field_visibility.js",
  "page/code_field_survey.js",
  "page/code_field_answer.js",
];
const OUTLINE = [CONTROLS, "page/code_field_outline.js"];
const SURVEY_LIMIT_MS = 1_200;
const FILL_LIMIT_MS = 6_000; // enough for ten boxes that are enabled late, 400 ms each, and for a page that submits

// A document is identified by its time origin, which differs between the documents of a tab, and every script compares
// it. Chrome's own `documentIds` can't be used: for the id of an unloaded document, Chromium 150 injects into the
// current one.

/**
 * @template Value
 * @param {{ result?: Value | null }[]} results of the page's main frame
 * @returns {Value}
 * @throws {Error} "no answer" if the document was unloaded meanwhile
 */
function answerIn([answer]) {
  if (answer?.result === undefined || answer.result === null) throw new Error("no answer");
  return answer.result;
}

/**
 * @template {unknown[]} Args
 * @template Value
 * @param {number} tabId
 * @param {number} limitMs
 * @param {(...args: Args) => Value} func runs in the page
 * @param {Args} args
 * @returns {Promise<Awaited<Value>>}
 * @throws {Error} "page.unresponsive" after the limit; the browser's error if it allows no script; "no answer" if the
 * document was unloaded meanwhile
 */
async function ask(tabId, limitMs, func, ...args) {
  const running = chrome.scripting.executeScript({
    target: { tabId },
    func,
    args,
    injectImmediately: true,
  });
  return /** @type {any} */ (answerIn(await withinLimit(limitMs, running)));
}

/**
 * @param {number} tabId
 * @param {string[]} files
 * @param {number} limitMs
 * @returns {Promise<{ result?: unknown }[]>} the value of the last file
 * @throws {Error} "page.unresponsive" after the limit; the browser's error if it allows no script
 */
async function inject(tabId, files, limitMs) {
  const target = { tabId };
  const injecting = chrome.scripting.executeScript({ target, files, injectImmediately: true });
  return withinLimit(limitMs, injecting);
}

/** @param {number} tabId @returns {Promise<boolean>} */
export async function isOpen(tabId) {
  try {
    await chrome.tabs.get(tabId); // throws at once for a number that no tab can have
    return true;
  } catch {
    return false;
  }
}

/** @typedef {{ result?: unknown }[]} Results of a script that was injected into the page's main frame */

/** @param {number} tabId @returns {Promise<Results>} */
async function take(tabId) {
  performance.mark("kakomi.survey");
  const target = { tabId };
  const taken = await chrome.scripting.executeScript({
    target,
    files: SURVEY,
    injectImmediately: true,
  });
  performance.mark("kakomi.surveyed");
  return taken;
}

/** @type {Map<number, Promise<Results>>} surveys that were begun with a request and not used yet, by tab */
const begun = new Map();

/**
 * Begins a survey for the request that just came, so that the page is surveyed while Python starts.
 * @param {number} tabId
 * @returns {() => void} drops the survey; must be called when the request is answered, so that no later request uses it
 */
export function beginSurvey(tabId) {
  const taking = take(tabId);
  taking.catch(() => {}); // reported where it is awaited
  begun.set(tabId, taking);
  return () => {
    if (begun.get(tabId) === taking) begun.delete(tabId);
  };
}

/**
 * The time limit begins here and not with `beginSurvey`: while Python starts, this thread can't receive the answer.
 * @param {number} tabId
 * @returns {Promise<string>} JSON of the document's fields, at the earliest from when the request came
 */
export async function survey(tabId) {
  const taking = begun.get(tabId) ?? take(tabId);
  begun.delete(tabId);
  return /** @type {string} */ (answerIn(await withinLimit(SURVEY_LIMIT_MS, taking)));
}

const NO_WRITER = "no writer";

/**
 * Asks the writer, which the survey has injected. Injects it again if the page's document no longer has it.
 * @template {unknown[]} Args
 * @template Value
 * @param {number} tabId
 * @param {number} limitMs
 * @param {(...args: Args) => Value} func runs in the page; returns NO_WRITER if there is none
 * @param {Args} args
 * @returns {Promise<Awaited<Value>>}
 * @throws {Error} as `ask`
 */
async function askWriter(tabId, limitMs, func, ...args) {
  const until = Date.now() + limitMs;
  const answer = await ask(tabId, limitMs, func, ...args);
  if (answer !== NO_WRITER) return answer;
  await inject(tabId, WRITER, until - Date.now());
  return ask(tabId, Math.max(0, until - Date.now()), func, ...args);
}

/** Runs in the page. @param {string} documentId @param {number} limitMs */
function waitInPage(documentId, limitMs) {
  if (String(performance.timeOrigin) !== documentId) return limitMs;
  if (!("kakomiCodeFieldWriter" in globalThis)) return "no writer";
  return kakomiCodeFieldWriter.untilChanged(limitMs);
}

/**
 * @param {number} tabId
 * @param {string} documentId
 * @param {number} limitMs
 * @returns {Promise<number>} the milliseconds that are left after the page changed; 0 if it did not change
 */
export async function waitForChange(tabId, documentId, limitMs) {
  const limit = limitMs + SURVEY_LIMIT_MS;
  return /** @type {number} */ (await askWriter(tabId, limit, waitInPage, documentId, limitMs));
}

/**
 * Runs in the page.
 * @param {string} documentId
 * @param {string} target JSON
 * @param {string} code
 * @param {{ append: boolean, submit: boolean }} options
 */
function fillInPage(documentId, target, code, options) {
  if (String(performance.timeOrigin) !== documentId) return "gone";
  if (!("kakomiCodeFieldWriter" in globalThis)) return "no writer";
  const { fill } = kakomiCodeFieldWriter;
  Reflect.deleteProperty(globalThis, "kakomiCodeFieldWriter");
  Reflect.deleteProperty(globalThis, "kakomiTypedKeys");
  Reflect.deleteProperty(globalThis, "kakomiFieldFocus");
  Reflect.deleteProperty(globalThis, "kakomiTextControls");
  return fill(JSON.parse(target), code, options);
}

/**
 * @param {number} tabId
 * @param {string} documentId
 * @param {string} target JSON: references to fields
 * @param {string} code
 * @param {boolean} append
 * @param {boolean} submit
 * @returns {Promise<string>} "filled", "gone", "changed" or "rejected"
 */
export async function fill(tabId, documentId, target, code, append, submit) {
  performance.mark("kakomi.write");
  const options = { append, submit };
  return askWriter(tabId, FILL_LIMIT_MS, fillInPage, documentId, target, code, options);
}

/**
 * Runs in the page.
 * @param {string} documentId
 * @param {string} targets JSON
 * @param {string} words
 * @param {number} limitMs
 */
function askInPage(documentId, targets, words, limitMs) {
  const { ask } = kakomiCodeFieldOutline;
  Reflect.deleteProperty(globalThis, "kakomiCodeFieldOutline");
  Reflect.deleteProperty(globalThis, "kakomiTextControls");
  if (String(performance.timeOrigin) !== documentId) return -1;
  return ask(JSON.parse(targets), words, limitMs);
}

/**
 * @param {number} tabId
 * @param {string} documentId
 * @param {string} targets JSON: a list of references for each target
 * @param {number} limitMs
 * @returns {Promise<number>} the index of the target that the user focused; -1 if none
 */
export async function chooseOne(tabId, documentId, targets, limitMs) {
  const words = await message("which_field");
  await inject(tabId, OUTLINE, SURVEY_LIMIT_MS);
  return ask(tabId, limitMs + SURVEY_LIMIT_MS, askInPage, documentId, targets, words, limitMs);
}
