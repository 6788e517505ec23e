// How a tablet talks to the server: JSON, with the token of whoever is logged in now, and not waiting long for an answer.

const PATIENCE = 10_000;

export class Line {
  // `viewer`: whose page it is.
  constructor(csrf, viewer) {
    Object.assign(this, { csrf, viewer });
  }

  // {status, reply}; status 0: nothing came back.
  async put(url, body) {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": this.csrf };
    return this.#ask(url, { method: "PUT", headers, body: JSON.stringify(body) });
  }

  // A page that was kept through a new log-in learns its new token here. Where somebody else has logged in, its viewer hasn't.
  async get(url) {
    const answer = await this.#ask(url, { headers: { Accept: "application/json" } });
    if (answer.status === 200 && answer.reply.viewer !== this.viewer) return { status: 401, reply: null };
    if (answer.reply?.csrf) this.csrf = answer.reply.csrf;
    return answer;
  }

  async #ask(url, options) {
    try {
      const response = await fetch(url, { ...options, signal: AbortSignal.timeout(PATIENCE) });
      return { status: response.status, reply: await response.json() };
    } catch {
      return { status: 0, reply: null };
    }
  }
}
