// The last script of a survey. Its value, which chrome.scripting.executeScript returns, is the survey as JSON.

(() => {
  const { survey } = kakomiCodeFieldSurvey;
  Reflect.deleteProperty(globalThis, "kakomiCodeFieldSurvey");
  Reflect.deleteProperty(globalThis, "kakomiFieldText");
  Reflect.deleteProperty(globalThis, "kakomiFieldVisibility");
  return JSON.stringify({ document_id: String(performance.timeOrigin), ...survey() });
})();
