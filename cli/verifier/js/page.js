// The page: what is given to it is read, checked and told. Nothing leaves it, and nothing is kept.

const byId = id => document.getElementById(id);
const now = () => Math.floor(Date.now() / 1000);

async function readTrust() {
  const packedTrust = bytesOf(byId("trust").textContent.trim());
  const trust = JSON.parse(new TextDecoder().decode(await inflated(packedTrust, 64 * LARGEST)));
  trust.lists = await Promise.all(trust.lists.map(list => readList(bytesOf(list), trust.keys.certificates)));
  return trust;
}

// One after another: a picture that takes long must not show its verdict over that of a later one.
class Desk {
  constructor(trust) {
    this.trust = trust;
    this.latest = 0;
  }

  async tell(reading) {
    const number = ++this.latest;
    this.show([both(this.trust.words.page.working)], true);
    const parts = await this.answer(reading);
    if (number === this.latest) this.show(parts, false);
  }

  async answer(reading) {
    const { words } = this.trust;
    try {
      const text = await reading();
      if (text === null) return [both(words.page.noSymbol)];
      const at = now();
      return [verdictOf(await check(text, this.trust, at), this.trust, at)];
    } catch (fault) {
      console.warn(fault);
      return [both(words.page.fault)];
    }
  }

  show(parts, busy) {
    const result = byId("result");
    result.setAttribute("aria-busy", String(busy));
    result.replaceChildren(...parts);
    if (!busy) result.scrollIntoView({ block: "start" });
  }

  say(sentence) {
    this.latest++;
    this.show([both(sentence)], false);
  }

  async addList(data) {
    const { words, lists, keys } = this.trust;
    try {
      const list = await readList(data, keys.certificates);
      mustVouch(list.key, list.issuer, list.issuedAt, now());
      if (!isFresh(list, now())) throw new Stopped("list-old", { stated: list.issuedAt });
      lists.push(list);
      byId("listed").textContent = momentOf(list.issuedAt);
      this.say(bothOf(words.page.listTaken, { day: dayOf(list.issuedAt) }));
    } catch (fault) {
      const known = fault instanceof Stopped;
      this.say(known ? bothOf(words.sentences[fault.reason], shown(fault.particulars)) : words.page.fault);
    }
  }
}

function listen(desk) {
  const { page } = desk.trust.words;
  const camera = new Camera(byId("video"), text => {
    showCamera(false);
    desk.tell(async () => text);
  });
  const showCamera = open => {
    byId("viewer").hidden = !open;
    byId("camera").setAttribute("aria-expanded", String(open));
  };
  const stop = () => {
    camera.stop();
    showCamera(false);
  };
  byId("camera").addEventListener("click", async () => {
    showCamera(true);
    try {
      await camera.start();
    } catch {
      stop();
      desk.say(page.noCamera);
    }
  });
  byId("stop").addEventListener("click", stop);
  byId("picture").addEventListener("change", event => {
    stop();
    const [file] = event.target.files;
    if (file) desk.tell(() => readPicture(file).catch(() => null));
    event.target.value = ""; // the same picture may be given again
  });
  byId("text").addEventListener("submit", event => {
    event.preventDefault();
    stop();
    const text = byId("letters").value;
    desk.tell(async () => text);
  });
  byId("list").addEventListener("change", async event => {
    const [file] = event.target.files;
    if (file && file.size <= 2 * LARGEST) await desk.addList(new Uint8Array(await file.arrayBuffer()));
    event.target.value = "";
  });
}

async function begin() {
  // an old browser, or one that opened the file as an attachment of another program, checks no signature
  if (!(globalThis.crypto?.subtle && globalThis.DecompressionStream)) return void (byId("cannot").hidden = false);
  const trust = await readTrust();
  globalThis.saphanVerifier = { trust, check: (text, at) => check(text, trust, at), readList }; // for tests
  const tellStanding = () => {
    const stands = standing(trust, now());
    document.body.dataset.standing = stands;
    byId("standing").replaceChildren(...(stands === "good" ? [] : [both(sentenceOf(stands, trust), "strong")]));
  };
  tellStanding();
  setInterval(tellStanding, 60_000);
  listen(new Desk(trust));
  byId("ways").hidden = false;
}

begin().catch(fault => {
  console.error(fault);
  byId("cannot").hidden = false;
});
