// Surveys a page's text fields, writes a code into those that Python chose, and outlines fields. The scripts run in the
// isolated world of the page's main frame; a navigation ends every pending question.

import { withinLimit } from "./time_limit.js";
import { message } from "./words.js";

const CONTROLS = "page/text_controls.js";
const SURVEY = [
  CONTROLS,
  "page/field_text.js",
  "page/field_visibility.js",
  "page/code_field_survey.js",
];
const WRITER = [CONTROLS, "page/typed_keys.js", "page/field_focus.js", "page/code_field_writer.js"];
const OUTLINE = [CONTROLS, "page/code_field_outline.js"];
const SURVEY_LIMIT_MS = 1_200;
const FILL_LIMIT_MS = 6_000; // enough for ten boxes that are enabled late, 400 ms each, and for a page that submits

// A document is identified by its time origin, which differs between the documents of a tab, and every script compares
// it. Chrome's own `documentIds` can't be used: for the id of an unloaded document, Chromium 150 injects into the
// current one.

/**
 * @template {unknown[]} Args
 * @template Value
 * @param {number} tabId
 * @param {string[]} files whose globals `func` deletes again
 * @param {number} limitMs
 * @param {(...args: Args) => Value} func runs in the page
 * @param {Args} args
 * @returns {Promise<Awaited<Value>>}
 * @throws {Error} "page.unresponsive" after the limit; the browser's error if it allows no script; "no answer" if the
 * document was unloaded meanwhile
 */
async function ask(tabId, files, limitMs, func, ...args) {
  const target = { tabId };
  const until = Date.now() + limitMs;
  const inject = async () => {
    await chrome.scripting.executeScript({ target, files, injectImmediately: true });
    if (Date.now() >= until) throw new Error("late");
    return chrome.scripting.executeScript({ target, func, args, injectImmediately: true });
  };
  const [answer] = await withinLimit(limitMs, inject());
  if (answer?.result === undefined || answer.result === null) throw new Error("no answer");
  return /** @type {any} */ (answer.result);
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

/** Runs in the page. */
function surveyInPage() {
  const { survey } = kakomiCodeFieldSurvey;
  Reflect.deleteProperty(globalThis, "kakomiCodeFieldSurvey");
  Reflect.deleteProperty(globalThis, "kakomiFieldText");
  Reflect.deleteProperty(globalThis, "kakomiFieldVisibility");
  Reflect.deleteProperty(globalThis, "kakomiTextControls");
  return JSON.stringify({ document_id: String(performance.timeOrigin), ...survey() });
}

/**
 * @param {number} tabId
 * @returns {Promise<string>} JSON of the document's fields
 */
export async function survey(tabId) {
  return ask(tabId, SURVEY, SURVEY_LIMIT_MS, surveyInPage);
}

/** Runs in the page. @param {string} documentId @param {number} limitMs */
function waitInPage(documentId, limitMs) {
  const { untilChanged } = kakomiCodeFieldWriter;
  Reflect.deleteProperty(globalThis, "kakomiCodeFieldWriter");
  Reflect.deleteProperty(globalThis, "kakomiTypedKeys");
  Reflect.deleteProperty(globalThis, "kakomiFieldFocus");
  Reflect.deleteProperty(globalThis, "kakomiTextControls");
  return String(performance.timeOrigin) === documentId ? untilChanged(limitMs) : limitMs;
}

/**
 * @param {number} tabId
 * @param {string} documentId
 * @param {number} limitMs
 * @returns {Promise<number>} the milliseconds that are left after the page changed; 0 if it did not change
 */
export async function waitForChange(tabId, documentId, limitMs) {
  const limit = limitMs + SURVEY_LIMIT_MS;
  return ask(tabId, WRITER, limit, waitInPage, documentId, limitMs);
}

/**
 * Runs in the page.
 * @param {string} documentId
 * @param {string} target JSON
 * @param {string} code
 * @param {{ append: boolean, submit: boolean }} options
 */
function fillInPage(documentId, target, code, options) {
  const { fill } = kakomiCodeFieldWriter;
  Reflect.deleteProperty(globalThis, "kakomiCodeFieldWriter");
  Reflect.deleteProperty(globalThis, "kakomiTypedKeys");
  Reflect.deleteProperty(globalThis, "kakomiFieldFocus");
  Reflect.deleteProperty(globalThis, "kakomiTextControls");
  if (String(performance.timeOrigin) !== documentId) return "gone";
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
  const options = { append, submit };
  return ask(tabId, WRITER, FILL_LIMIT_MS, fillInPage, documentId, target, code, options);
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
  const limit = limitMs + SURVEY_LIMIT_MS;
  const words = await message("which_field");
  return ask(tabId, OUTLINE, limit, askInPage, documentId, targets, words, limitMs);
}
