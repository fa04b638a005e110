// Passkeys as keys. WebAuthn's PRF extension (WebAuthn Level 3, section 10.1.4) derives 32 bytes
// from a salt that only this passkey can derive. The relying party is the extension itself, so no
// rpId is given.

import { KakomiError } from "./messages.js";

/** @typedef {{ credential: string, salt: string }} PasskeySlot both base64url */
/** @typedef {{ credential: string, output: string }} PasskeyAnswer both base64url */

/** The errors of this module. No command raises them. */
export const PASSKEY_ERRORS = /** @type {const} */ (["passkey.failed", "passkey.without_key"]);

const SALT_BYTES = 32;
// ES256, EdDSA, RS256 (COSE algorithm numbers). The signature itself is not used.
const ALGORITHMS = [-7, -8, -257];
const TIMEOUT_MS = 120_000;

/** @param {ArrayBuffer | Uint8Array} bytes */
function base64url(bytes) {
  let binary = "";
  for (const octet of new Uint8Array(bytes)) binary += String.fromCharCode(octet);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text base64url */
function base64urlBytes(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** @param {number} count */
function randomBytes(count) {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** @param {string} credential base64url @returns {PublicKeyCredentialDescriptor} */
function credentialDescriptor(credential) {
  return { type: "public-key", id: base64urlBytes(credential) };
}

/** @param {PublicKeyCredential} credential */
function prfOutput(credential) {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  if (!first) return null;
  return base64url(first instanceof ArrayBuffer ? first : new Uint8Array(first.buffer));
}

/**
 * Returns the credential, or null if the user cancelled or nothing answered.
 * @param {Promise<Credential | null>} asked
 * @returns {Promise<PublicKeyCredential | null>}
 */
async function orCancelled(asked) {
  try {
    return /** @type {PublicKeyCredential | null} */ (await asked);
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    if (name === "NotAllowedError" || name === "AbortError") return null;
    const code = name === "InvalidStateError" ? "slot.taken" : "passkey.failed";
    throw new KakomiError({ code, message: "The passkey was not made or not used.", where: "" });
  }
}

/**
 * Asks for one of the passkeys. Must be called in a click handler.
 * @param {PasskeySlot[]} slots
 * @returns {Promise<PasskeyAnswer | null>} null: the user cancelled
 * @throws {KakomiError} passkey.without_key, passkey.failed
 */
export async function requestPasskey(slots) {
  /** @type {Record<string, { first: Uint8Array<ArrayBuffer> }>} */
  const evalByCredential = {};
  for (const { credential, salt } of slots)
    evalByCredential[credential] = { first: base64urlBytes(salt) };
  const credential = await orCancelled(
    navigator.credentials.get({
      publicKey: {
        challenge: randomBytes(32),
        allowCredentials: slots.map((slot) => credentialDescriptor(slot.credential)),
        userVerification: "required",
        timeout: TIMEOUT_MS,
        extensions: { prf: { evalByCredential } },
      },
    }),
  );
  if (!credential) return null;
  const output = prfOutput(credential);
  if (!output) throw prfMissingError();
  return { credential: base64url(credential.rawId), output };
}

function prfMissingError() {
  const message = "This passkey makes no keys (no PRF).";
  return new KakomiError({ code: "passkey.without_key", message, where: "" });
}

/**
 * Creates a passkey for the vault. Must be called in a click handler.
 * @param {string[]} others the existing credentials, base64url
 * @param {string} name shown by the passkey's store
 * @returns {Promise<(PasskeyAnswer & { salt: string }) | null>} null: the user cancelled
 * @throws {KakomiError} passkey.without_key, passkey.failed, slot.taken
 */
export async function createPasskey(others, name) {
  const salt = randomBytes(SALT_BYTES);
  const created = await orCancelled(
    navigator.credentials.create({
      publicKey: {
        rp: { name: "Kakomi" },
        user: { id: randomBytes(32), name, displayName: name },
        challenge: randomBytes(32),
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: others.map(credentialDescriptor),
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        timeout: TIMEOUT_MS,
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  if (!created) return null;
  if (created.getClientExtensionResults().prf?.enabled === false) throw prfMissingError();
  const slot = { credential: base64url(created.rawId), salt: base64url(salt) };
  const output = prfOutput(created);
  if (output) return { ...slot, output };
  const answer = await requestPasskey([slot]); // some authenticators derive keys only when they sign in
  return answer && { ...slot, output: answer.output };
}
