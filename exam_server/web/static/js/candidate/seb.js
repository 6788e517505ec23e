// What Safe Exam Browser tells the page about itself. Older versions on macOS and iOS make the keys when asked.

const PATIENCE = 3000;

function security() {
  return globalThis.SafeExamBrowser?.security;
}

export async function refreshKeys() {
  if (typeof security()?.updateKeys !== "function" || security().configKey) {
    return;
  }
  await new Promise((resolve) => {
    setTimeout(resolve, PATIENCE);
    security().updateKeys(resolve);
  });
}

export function shownKeys() {
  const keys = security();
  return {
    config_key: keys?.configKey ?? "",
    exam_key: keys?.browserExamKey ?? "",
    client: globalThis.SafeExamBrowser?.version ?? "",
  };
}
