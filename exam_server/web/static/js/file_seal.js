// Sealing something in the browser so that only the exam's server opens it: the last resort when the network stays away.
//
// A key pair for this one file agrees on an AES-GCM key with the server's public key (ECDH on P-256, HKDF-SHA-256). The salt
// is a secret that came with the page, so the server isn't needed now. formats/answer_file_seal.py opens it.

const CURVE = { name: "ECDH", namedCurve: "P-256" };

const toBytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const encode = (words) => new TextEncoder().encode(words);

function toBase64(buffer) {
  let letters = "";
  for (const byte of new Uint8Array(buffer)) letters += String.fromCharCode(byte);
  return btoa(letters);
}

export const canSeal = () => Boolean(globalThis.crypto?.subtle);

// `contextOf(ephemeral)`: what is bound to the sealed part. Gives the parts that stand open in the file.
export async function sealFor({ server, salt }, contextOf, body) {
  const own = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const ephemeral = toBase64(await crypto.subtle.exportKey("raw", own.publicKey));
  const context = encode(contextOf(ephemeral));
  const key = await agree(own.privateKey, { server, salt }, context);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: context }, key, encode(JSON.stringify(body)));
  return { server, ephemeral, iv: toBase64(iv), sealed: toBase64(sealed) };
}

async function agree(privateKey, { server, salt }, context) {
  const theirs = await crypto.subtle.importKey("raw", toBytes(server), CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, privateKey, 256);
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const derived = { name: "HKDF", hash: "SHA-256", salt: encode(salt), info: context };
  return crypto.subtle.deriveKey(derived, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
}
