// From the text of a symbol to the bytes of a token: Base45 (RFC 9285) and zlib (RFC 1950), bounded on both sides.

const LONGEST = 4296; // letters: no QR symbol holds more
const MOST = 8192; // bytes of a token
const BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const DEFLATE = 8; // RFC 1950 §2.2: the method in the low half of the first byte

async function unpacked(text, prefix) {
  const count = [...text].length;
  if (count > LONGEST + 2) throw new Stopped("text-too-long", { letters: count, most: LONGEST });
  const letters = text.replace(/^[\r\n]+/, "").replace(/[\r\n]+$/, "");
  if (!letters) throw new Stopped("nothing");
  const inside = [...letters].length;
  if (inside > LONGEST) throw new Stopped("text-too-long", { letters: inside, most: LONGEST });
  if (/[\r\n]/.test(letters)) throw new Stopped("line-inside");
  return inflated(fromBase45(behind(letters, prefix)), MOST);
}

function behind(text, prefix) {
  if (prefix) {
    if (!text.startsWith(prefix)) throw new Stopped("prefix-missing", { prefix });
    return text.slice(prefix.length);
  }
  const found = /^([A-Z]{2}[0-9]|[a-z]+):/.exec(text);
  if (found) throw new Stopped("prefix-other", { prefix: found[0] });
  return text;
}

function fromBase45(letters) {
  if (/[a-z]/.test(letters)) throw new Stopped("lower-case");
  const end = /^[0-9A-Z $%*+\-./:]*/.exec(letters)[0].length;
  if (end < letters.length) {
    throw new Stopped("letter-other", { letter: [...letters.slice(end)][0], place: end + 1 });
  }
  const data = [];
  for (let at = 0; at < letters.length; at += 3) {
    const group = Array.from(letters.slice(at, at + 3), letter => BASE45.indexOf(letter));
    const number = group.reduceRight((sum, value) => sum * 45 + value, 0);
    if (group.length === 1 || number >= (group.length === 3 ? 0x10000 : 0x100)) throw new Stopped("not-base45");
    if (group.length === 3) data.push(number >> 8);
    data.push(number & 0xff);
  }
  return Uint8Array.from(data);
}

async function inflated(data, most) {
  if (data.length < 2 || (data[0] & 15) !== DEFLATE || (data[0] * 256 + data[1]) % 31) throw new Stopped("not-zlib");
  try {
    return await inflatedIn(data, most, data.length);
  } catch (fault) {
    if (fault instanceof Stopped) throw fault;
    throw await whyNotInflated(data, most);
  }
}

// Gives the data to the browser in pieces of that size; stops as soon as more than `most` bytes came out.
async function inflatedIn(data, most, size) {
  const stream = new DecompressionStream("deflate"); // this is zlib; raw DEFLATE has another name
  const reader = stream.readable.getReader();
  const writer = stream.writable.getWriter();
  writer.closed.catch(() => {}); // what fails is told by the reader as well
  const written = { bytes: 0 };
  writeIn(writer, data, size, written).catch(() => {});
  const parts = [];
  let length = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      length += part.value.length;
      if (length > most) throw new Stopped("inflates-too-far", { most });
    }
  } catch (fault) {
    reader.cancel().catch(() => {});
    if (!(fault instanceof Stopped)) fault.written = written.bytes;
    throw fault;
  }
  return joined(parts);
}

async function writeIn(writer, data, size, written) {
  for (let at = 0; at < data.length; at += size) {
    await writer.write(data.subarray(at, at + size));
    written.bytes = Math.min(at + size, data.length);
  }
  await writer.close();
}

// Browsers have no common word for what is wrong with the data, so they are given once more, a byte at a time: where
// the bytes that were taken are whole by themselves, something stands behind them.
async function whyNotInflated(data, most) {
  let taken = data.length;
  try {
    await inflatedIn(data, most, 1);
  } catch (fault) {
    if (fault instanceof Stopped) return fault;
    taken = fault.written;
  }
  try {
    await inflatedIn(data.subarray(0, taken), most, data.length);
  } catch {
    return new Stopped("zlib-damaged");
  }
  return new Stopped(taken < data.length ? "zlib-followed" : "zlib-damaged");
}
