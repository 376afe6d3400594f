// CBOR (RFC 8949) as evidence/certificates/cbor.py reads it: all heads are walked before anything is built.
// Integers become BigInt and floating-point numbers Number, so that neither poses as the other.

const DEEPEST = 8;
const ITEMS = 1024;
const INTEGER = 0, NEGATIVE = 1, BYTES = 2, TEXT = 3, ARRAY = 4, MAP = 5, TAG = 6, SIMPLE = 7;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }); // without it a mark of byte order would vanish

class Tagged {
  constructor(tag, value) {
    this.tag = tag;
    this.value = value;
  }
}

function decoded(data, tags = []) {
  if (new Heads(data, tags).walk() !== data.length) throw new Stopped("cbor-followed");
  const building = new Building(data);
  let value;
  try {
    value = building.item();
  } catch {
    throw new Stopped("not-cbor"); // a text that is no UTF-8
  }
  if (building.twice) throw new Stopped("key-twice");
  return value;
}

// Returns major type, argument and the place behind a head whose bytes are there.
function head(data, at) {
  const major = data[at] >> 5;
  const info = data[at] & 31;
  if (info < 24) return [major, BigInt(info), at + 1];
  const size = 1 << (info - 24);
  const argument = data.subarray(at + 1, at + 1 + size).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return [major, argument, at + 1 + size];
}

class Heads {
  constructor(data, tags) {
    this.data = data;
    this.tags = tags;
    this.at = 0;
    this.open = []; // of each container: items still to come, and whether it is a map
  }

  walk() {
    for (let count = 0; count < ITEMS; count++) {
      this.item();
      while (this.open.length && this.open.at(-1).left === 0n) this.open.pop();
      if (!this.open.length) return this.at;
    }
    throw new Stopped("too-many", { most: ITEMS });
  }

  item() {
    let [major, argument] = this.head();
    while (major === TAG) {
      const place = this.open.length ? -1 : this.tags.indexOf(Number(argument));
      if (place < 0) throw new Stopped("tagged", { tag: String(argument) });
      this.tags = this.tags.slice(place + 1);
      [major, argument] = this.head();
    }
    if (this.open.length) this.ofContainer(major);
    if (major === BYTES || major === TEXT) {
      this.at += Number(argument);
    } else if (major === ARRAY || major === MAP) {
      if (this.open.length === DEEPEST) throw new Stopped("too-deep", { most: DEEPEST });
      this.open.push({ left: major === MAP ? argument * 2n : argument, isMap: major === MAP });
    }
    if (this.at > this.data.length) throw new Stopped("not-cbor");
  }

  ofContainer(major) {
    const container = this.open.at(-1);
    const isKey = container.isMap && container.left % 2n === 0n;
    if (isKey && ![INTEGER, NEGATIVE, TEXT].includes(major)) throw new Stopped("key-other");
    container.left -= 1n;
  }

  head() {
    if (this.at >= this.data.length) throw new Stopped("not-cbor");
    const info = this.data[this.at] & 31;
    if (info === 31) throw new Stopped("indefinite");
    const simple = this.data[this.at] >> 5 === SIMPLE;
    if (simple && !((info >= 20 && info <= 22) || (info >= 25 && info <= 27))) throw new Stopped("not-cbor");
    if (info > 27 || (info >= 24 && this.at + 1 + (1 << (info - 24)) > this.data.length)) throw new Stopped("not-cbor");
    const [major, argument, behind] = head(this.data, this.at);
    this.at = behind;
    return [major, argument];
  }
}

class Building {
  constructor(data) {
    this.data = data;
    this.at = 0;
    this.twice = false;
  }

  item() {
    const from = this.at;
    const [major, argument, behind] = head(this.data, from);
    this.at = behind;
    switch (major) {
      case INTEGER: return argument;
      case NEGATIVE: return -1n - argument;
      case BYTES: return this.next(Number(argument));
      case TEXT: return UTF8.decode(this.next(Number(argument)));
      case ARRAY: return Array.from({ length: Number(argument) }, () => this.item());
      case MAP: return this.map(Number(argument));
      case TAG: return new Tagged(Number(argument), this.item());
      default: return this.simple(from);
    }
  }

  next(count) {
    this.at += count;
    return this.data.subarray(this.at - count, this.at);
  }

  map(count) {
    const built = new Map();
    for (let pair = 0; pair < count; pair++) {
      const key = this.item();
      this.twice ||= built.has(key);
      built.set(key, this.item());
    }
    return built;
  }

  simple(from) {
    const view = new DataView(this.data.buffer, this.data.byteOffset + from);
    switch (this.data[from] & 31) {
      case 20: return false;
      case 21: return true;
      case 22: return null;
      case 25: return half(view.getUint16(1));
      case 26: return view.getFloat32(1);
      default: return view.getFloat64(1);
    }
  }
}

function half(bits) { // RFC 8949 appendix D
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const size = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
  return (bits & 0x8000 ? -1 : 1) * (exponent === 31 ? (fraction ? NaN : Infinity) : size);
}
