// Passkeys: the browser is asked for one, and the server is told what it said. Without this script the password stays.

import "../page.js";

const csrf = document.querySelector('meta[name="csrf-token"]').content;
const panel = document.querySelector("[data-passkey]");
const words = panel.querySelector("[data-passkey-words]");

const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const challenge = async () => {
  const answer = await fetch(panel.dataset.challenge, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    throw new Error(String(answer.status));
  }
  const given = await answer.json();
  return { challenge: decode(given.challenge), site: given.site };
};

const say = (credential) => {
  const response = { clientDataJSON: encode(credential.response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) {
      response[part] = encode(credential.response[part]);
    }
  }
  return { id: credential.id, rawId: encode(credential.rawId), type: credential.type, response };
};

const use = async () => {
  const given = await challenge();
  return say(
    await navigator.credentials.get({
      publicKey: { challenge: given.challenge, rpId: given.site, userVerification: "required" },
    }),
  );
};

const make = async () => {
  const given = await challenge();
  const known = JSON.parse(panel.dataset.known);
  return say(
    await navigator.credentials.create({
      publicKey: {
        challenge: given.challenge,
        rp: { id: given.site, name: panel.dataset.siteName },
        user: { id: decode(panel.dataset.handle), name: panel.dataset.login, displayName: panel.dataset.name },
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: known.map((id) => ({ type: "public-key", id: decode(id) })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        attestation: "none",
      },
    }),
  );
};

const post = async (body) => {
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRF-Token": csrf };
  const answer = await fetch(panel.dataset.answer, { method: "POST", headers, body: JSON.stringify(body) });
  const told = await answer.json();
  if (!answer.ok) {
    words.textContent = told.why ?? told.error.why;
  }
  return answer.ok ? told : null;
};

const acts = {
  async enter() {
    const told = await post(await use());
    if (told) {
      location.assign(told.next);
    }
  },
  async prove() {
    if (await post(await use())) {
      document.querySelector("[data-proof-form]").submit();
    }
  },
  async add() {
    const form = document.querySelector("[data-passkey-form]");
    if (!form.reportValidity()) {
      return;
    }
    form.elements.answer.value = JSON.stringify(await make());
    form.submit();
  },
};

if (window.PublicKeyCredential) {
  panel.hidden = false;
  const button = panel.querySelector("button");
  button.addEventListener("click", async () => {
    words.textContent = "";
    button.disabled = true;
    try {
      await acts[panel.dataset.passkey]();
    } catch {
      words.textContent = panel.dataset.wordsFailed;
    }
    button.disabled = false;
  });
} else {
  panel.querySelector("button").disabled = true;
}
