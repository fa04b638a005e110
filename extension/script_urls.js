// The one Trusted Types policy. The content security policy in manifest.json allows no other name.

const POLICY_NAME = "kakomi";

const policy = trustedTypes.createPolicy(POLICY_NAME, {
  createScriptURL: chrome.runtime.getURL,
});

/** @param {string} path of a script in the extension @returns {string} its address, for importScripts and Worker */
export function scriptUrl(path) {
  return policy.createScriptURL(path);
}
