// SHA-256 without waiting: the browser's own needs HTTPS and answers later, and a tap is chained at once everywhere.

const ROUNDS = 64;
const BLOCK = 64;
const fraction = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32);
const isPrime = (n) => !Array.from({ length: n - 2 }, (_, at) => at + 2).some((divisor) => n % divisor === 0);
const primes = Array.from({ length: 310 }, (_, at) => at + 2).filter(isPrime);
const START = primes.slice(0, 8).map((prime) => fraction(prime ** (1 / 2)));
const CONSTANTS = primes.slice(0, ROUNDS).map((prime) => fraction(prime ** (1 / 3)));

const turn = (word, bits) => (word >>> bits) | (word << (32 - bits));

// The bytes with the end that the algorithm asks for: a bit, zeros, and the length in bits.
function padded(bytes) {
  const length = Math.ceil((bytes.length + 9) / BLOCK) * BLOCK;
  const whole = new Uint8Array(length);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(length - 4, (bytes.length << 3) >>> 0);
  return view;
}

function schedule(view, from) {
  const words = new Int32Array(ROUNDS);
  for (let at = 0; at < 16; at += 1) words[at] = view.getInt32(from + at * 4);
  for (let at = 16; at < ROUNDS; at += 1) {
    const early = words[at - 15];
    const late = words[at - 2];
    const small = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const large = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    words[at] = words[at - 16] + small + words[at - 7] + large;
  }
  return words;
}

function mix(state, words) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let at = 0; at < ROUNDS; at += 1) {
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + CONSTANTS[at] + words[at]) | 0;
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, at) => (word + state[at]) | 0);
}

// The digest of a text in UTF-8, hexadecimal.
export function sha256(text) {
  const view = padded(new TextEncoder().encode(text));
  let state = START.map((word) => word | 0);
  for (let from = 0; from < view.byteLength; from += BLOCK) state = mix(state, schedule(view, from));
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}
