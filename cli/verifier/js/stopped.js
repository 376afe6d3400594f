// Where a text comes to its end, and bytes by their spellings. The reasons stand in evidence/certificates/layers.py.

class Stopped extends Error {
  constructor(reason, particulars = {}) {
    super(reason);
    this.reason = reason;
    this.particulars = particulars;
  }
}

const hexOf = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
const bytesOf = base64 => Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
const base64Of = bytes => btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""));

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
}
