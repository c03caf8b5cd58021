import assert from "node:assert/strict";
import { equalBytes, hex } from "../../lib/bytes.ts";
import { ENVELOPE_HEADER_BYTES } from "../../lib/envelope/header.ts";
import { decodeIdentity, identityHash } from "../../lib/identity/identity.ts";
import { systemRandom } from "../../lib/random.ts";
import { done, failed, json, kelid, LOCKED, mode } from "./kelid.ts";
import { DECOY, DURESS, Place, REAL, strangers, world, WRONG } from "./world.ts";

const random = (length: number) => {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) {
    bytes.set(systemRandom(Math.min(65_536, length - at)), at);
  }
  return bytes;
};

/** Encrypts a text to the real wallet, without a vault, and gives the envelope's path. */
async function sealed(place: Place, text: string, ...flags: string[]): Promise<string> {
  const file = place.write("plain", text);
  const output = place.at("sealed");
  const to = ["--to", place.at("real.id"), "--output", output, "--overwrite"];
  done(await kelid(["encrypt", file, ...to, ...flags]));
  return output;
}

async function hashOf(name: "real" | "decoy" | "duress"): Promise<string> {
  return hex(identityHash(await decodeIdentity((await world())[name])));
}

Deno.test("a file goes to one wallet and comes back, whatever its length", async () => {
  using place = await Place.make();
  for (const length of [0, 1, 2_500_000]) {
    const content = random(length);
    const file = place.write(`file${length}`, content);
    const encrypted = await kelid(["encrypt", file, "--to", place.at("real.id")]);
    assert.equal(done(encrypted), `Wrote ${file}.sealed\n`);
    assert.equal(mode(`${file}.sealed`), "600");
    const opened = place.at(`opened${length}`);
    const decrypted = await place.run(["decrypt", `${file}.sealed`, "--output", opened], REAL);
    assert.equal(done(decrypted), `Wrote ${opened}\nIt does not say who sent it\n`);
    assert.equal(mode(opened), "600");
    assert.ok(equalBytes(Deno.readFileSync(opened), content), `${length}`);
  }
});

Deno.test("standard input and output carry the same bytes as files", async () => {
  using place = await Place.make();
  const content = random(1_200_000);
  const to = ["--to", place.at("real.id")];
  const encrypted = await kelid(["encrypt", "-", ...to], { stdin: content });
  done(encrypted);
  const args = ["decrypt", "-", "--vault", place.vault, "--output", "-"];
  const decrypted = await kelid(args, { stdin: encrypted.bytes, answers: [REAL] });
  done(decrypted);
  assert.ok(equalBytes(decrypted.bytes, content));
});

Deno.test("sixteen people can be written to, all of whom can read; seventeen cannot", async () => {
  using place = await Place.make();
  const file = place.write("file", "to all of you");
  const others = await strangers(15);
  const to = others.flatMap((text, i) => ["--to", place.write(`${i}.id`, text)]);
  const all = place.at("all");
  done(
    await kelid([
      "encrypt",
      file,
      ...to.slice(2),
      "--to",
      place.at("real.id"),
      "--to",
      place.at("decoy.id"),
      "--output",
      all,
    ]),
  );
  for (const passphrase of [REAL, DECOY]) {
    const args = ["decrypt", all, "--output", "-"];
    assert.equal(done(await place.run(args, passphrase)), "to all of you");
  }
  const one = await sealed(place, "to all of you");
  assert.equal(Deno.statSync(all).size, Deno.statSync(one).size, "the number shows nowhere");
  const seventeen = ["--to", place.at("real.id"), "--to", place.at("decoy.id")];
  const output = place.at("out");
  failed(
    await kelid(["encrypt", file, ...to, ...seventeen, "--output", output]),
    2,
    "Cannot encrypt to more than 16 identities",
  );
  failed(
    await kelid(["encrypt", file, ...to.slice(2), ...to.slice(2, 4), "--output", output]),
    2,
    "Cannot seal: a recipient is named twice",
  );
  assert.equal(place.names().some((name) => name.startsWith("out")), false);
});

Deno.test("a signed envelope tells its sender, and whether that was verified", async () => {
  using place = await Place.make();
  const file = place.write("file", "a text");
  const envelope = place.at("envelope");
  const to = ["--to", place.at("real.id"), "--sign", "--output", envelope, "--json"];
  assert.deepEqual(json(await place.run(["encrypt", file, ...to], DECOY)), { written: envelope });
  const hash = await hashOf("decoy");
  const out = place.at("out");
  const decrypt = (...flags: string[]) =>
    place.run(["decrypt", envelope, "--output", out, "--overwrite", ...flags], REAL);
  assert.equal(
    done(await decrypt()),
    `Wrote ${out}\nIt says that it was sent by ${hash}: not verified, give --from with the` +
      " identity file\n",
  );
  const from = ["--from", place.at("decoy.id")];
  assert.equal(done(await decrypt(...from)), `Wrote ${out}\nSent by ${hash}: verified\n`);
  assert.deepEqual(json(await decrypt("--json")), {
    written: out,
    sender: { identityHash: hash, contact: null, verified: false },
  });
  done(await place.run(["manage"], REAL, "contact", "Roya", place.at("decoy.id"), "done"));
  assert.deepEqual(json(await decrypt("--json", ...from)), {
    written: out,
    sender: { identityHash: hash, contact: "Roya", verified: true },
  });
  const contact = await decrypt("--from", "Roya", "--identity", place.at("decoy.id"));
  assert.equal(done(contact), `Wrote ${out}\nSent by Roya (${hash}): verified\n`);
  assert.equal(Deno.readTextFileSync(out), "a text");
});

Deno.test("with --from nothing is written but what that sender signed", async () => {
  using place = await Place.make();
  const file = place.write("file", "a text");
  const envelope = place.at("envelope");
  const to = ["--to", place.at("real.id"), "--output", envelope];
  done(await place.run(["encrypt", file, "--sign", ...to], DECOY));
  const unsigned = await sealed(place, "a text");
  const before = place.names();
  const decrypt = (path: string, id: string) => {
    const flags = ["--output", place.at("out"), "--from", place.at(id)];
    return place.run(["decrypt", path, ...flags], REAL);
  };
  const message = "The sender named by --from did not sign this";
  failed(await decrypt(envelope, "duress.id"), 1, message);
  failed(await decrypt(unsigned, "decoy.id"), 1, message);
  failed(
    await place.run(["decrypt", envelope, "--output", place.at("out"), "--from", "Nobody"]),
    4,
    "Cannot read Nobody: no such file; for a contact, also give --identity FILE",
  );
  failed(
    await place.run(["decrypt", envelope, "--output", "-", "--identity", place.at("decoy.id")]),
    2,
    "Give the contact's name with --from",
  );
  assert.deepEqual(place.names(), before);
});

Deno.test("another wallet, a wrong passphrase and a damaged header open nothing", async () => {
  using place = await Place.make();
  const envelope = await sealed(place, "a text");
  const damaged = Deno.readFileSync(envelope);
  damaged[ENVELOPE_HEADER_BYTES - 1] ^= 1;
  const header = place.write("header", damaged);
  const before = place.names();
  const decrypt = (path: string, ...answers: string[]) =>
    place.run(["decrypt", path, "--output", place.at("out")], ...answers);
  const message = (path: string) =>
    `Cannot decrypt ${path}: not encrypted to this wallet, or damaged`;
  failed(await decrypt(envelope, DECOY), 3, message(envelope));
  failed(await decrypt(header, REAL), 3, message(header));
  failed(await decrypt(envelope, WRONG), 3, LOCKED);
  assert.deepEqual(place.names(), before);
});

Deno.test("an envelope that was cut off, changed or added to leaves no file", async () => {
  using place = await Place.make();
  const whole = Deno.readFileSync(await sealed(place, "a text"));
  const body = whole.slice();
  body[ENVELOPE_HEADER_BYTES + 5] ^= 1;
  const swapped = whole.slice();
  swapped[whole.length - 1] ^= 0x80;
  const damaged = {
    body,
    swapped,
    cut: whole.subarray(0, -1),
    half: whole.subarray(0, ENVELOPE_HEADER_BYTES + 10),
    headerOnly: whole.subarray(0, ENVELOPE_HEADER_BYTES),
    longer: new Uint8Array([...whole, 0]),
    twice: new Uint8Array([...whole, ...whole.subarray(ENVELOPE_HEADER_BYTES)]),
  };
  for (const [name, bytes] of Object.entries(damaged)) place.write(name, bytes);
  place.write("short", whole.subarray(0, 100));
  place.write("empty", "");
  const before = place.names();
  const decrypt = (name: string) =>
    place.run(["decrypt", place.at(name), "--read-only", "--output", place.at("out")], REAL);
  await Promise.all(
    Object.keys(damaged).map(async (name) => {
      // Beside one another they would share one unfinished file, and that is refused.
      const flags = ["--read-only", "--output", place.at(`out ${name}`)];
      failed(
        await place.run(["decrypt", place.at(name), ...flags], REAL),
        4,
        `Cannot decrypt ${place.at(name)}: it was cut off, changed or added to`,
      );
    }),
  );
  for (const name of ["short", "empty"]) {
    failed(await decrypt(name), 4, `Cannot decrypt ${place.at(name)}: too short for an envelope`);
  }
  assert.deepEqual(place.names(), before);
});

Deno.test("to a pseudonym only that pseudonym's keys open", async () => {
  using place = await Place.make();
  const persona = place.at("persona.id");
  done(await place.run(["identity", "--pseudonym", "3", "--output", persona], REAL));
  const file = place.write("file", "a text");
  const envelope = place.at("envelope");
  done(await kelid(["encrypt", file, "--to", persona, "--output", envelope]));
  const args = ["decrypt", envelope, "--output", "-"];
  assert.equal(done(await place.run([...args, "--pseudonym", "3"], REAL)), "a text");
  failed(await place.run(args, REAL), 3, /not encrypted to this wallet/);
});

Deno.test("outputs are replaced only when told, and then whole", async () => {
  using place = await Place.make();
  const envelope = await sealed(place, "a text");
  const out = place.write("out", "precious");
  const before = place.bytes();
  const args = ["decrypt", envelope, "--output", out];
  failed(await place.run(args, REAL), 4, `Cannot write ${out}: it exists already`);
  const plain = place.at("plain");
  failed(
    await kelid(["encrypt", plain, "--to", place.at("real.id"), "--output", out]),
    4,
    `Cannot write ${out}: it exists already`,
  );
  assert.equal(Deno.readTextFileSync(out), "precious");
  assert.deepEqual(place.bytes(), before, "nothing was asked");
  // A failure keeps what is there, also when it may be replaced.
  failed(await place.run([...args, "--overwrite"], DECOY), 3, /not encrypted to this wallet/);
  assert.equal(Deno.readTextFileSync(out), "precious");
  done(await place.run([...args, "--overwrite"], REAL));
  assert.equal(Deno.readTextFileSync(out), "a text");
});

Deno.test("a recipient that is no identity is one error and no file", async () => {
  using place = await Place.make();
  const file = place.write("file", "a text");
  const real = Deno.readTextFileSync(place.at("real.id"));
  place.write("empty", "");
  place.write("changed", real.slice(0, 900) + (real[900] === "A" ? "B" : "A") + real.slice(901));
  place.write("text", "not an identity");
  Deno.mkdirSync(place.at("folder"));
  const before = place.names();
  for (const name of ["empty", "changed", "text", "folder", "none"]) {
    const to = ["--to", place.at("real.id"), "--to", place.at(name)];
    failed(await kelid(["encrypt", file, ...to]), 4, new RegExp(`${name}: `));
  }
  assert.deepEqual(place.names(), before);
});

Deno.test("a duress wallet signs and opens like any other", async () => {
  using place = await Place.make();
  const file = place.write("file", "a text");
  const envelope = place.at("envelope");
  const to = ["--to", place.at("duress.id"), "--sign", "--output", envelope];
  done(await place.run(["encrypt", file, ...to], DURESS));
  const from = ["--from", place.at("duress.id"), "--output", "-"];
  assert.equal(done(await place.run(["decrypt", envelope, ...from], DURESS)), "a text");
});
