import assert from "node:assert/strict";
import { hex } from "../../lib/bytes.ts";
import { decodeIdentity, identityHash } from "../../lib/identity/identity.ts";
import { systemRandom } from "../../lib/random.ts";
import { done, failed, json, kelid, LOCKED, mode } from "./kelid.ts";
import { DECOY, Place, REAL, world, WRONG } from "./world.ts";

/** Signs a file of the place with the real wallet and gives the signature's path. */
async function signed(place: Place, file: string): Promise<string> {
  done(await place.run(["sign", file], REAL));
  return `${file}.sig`;
}

const random = (length: number) => {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) {
    bytes.set(systemRandom(Math.min(65_536, length - at)), at);
  }
  return bytes;
};

Deno.test("a signature beside the file verifies with the signer's identity", async () => {
  using place = await Place.make();
  const file = place.write("letter.txt", "Dear reader");
  assert.equal(done(await place.run(["sign", file], REAL)), `Wrote ${file}.sig\n`);
  assert.equal(mode(`${file}.sig`), "600");
  assert.match(Deno.readTextFileSync(`${file}.sig`), /^-----BEGIN KELID SIGNATURE-----\n/);
  const args = ["verify", file, `${file}.sig`, "--from", place.at("real.id")];
  assert.equal(done(await kelid(args)), `Good signature of ${file} by ${place.at("real.id")}\n`);
  assert.deepEqual(json(await kelid([...args, "--json"])), {
    valid: true,
    identityHash: hex(identityHash(await decodeIdentity((await world()).real))),
  });
});

Deno.test("long and empty files are signed and verified, also through pipes", async () => {
  using place = await Place.make();
  for (const content of [random(3_000_001), new Uint8Array(0)]) {
    const file = place.write("file", content);
    // From standard input the signature goes to standard output.
    const stdin = content, answers = [REAL];
    const text = done(await kelid(["sign", "-", "--vault", place.vault], { stdin, answers }));
    const signature = place.write("piped.sig", text);
    const from = ["--from", place.at("real.id")];
    done(await kelid(["verify", file, signature, ...from]));
    const piped = await kelid(["verify", "-", signature, ...from], { stdin });
    assert.equal(done(piped), `Good signature of - by ${place.at("real.id")}\n`);
    const longer = new Uint8Array([...content.subarray(0, 1_048_576), 0]);
    failed(
      await kelid(["verify", "-", signature, ...from], { stdin: longer }),
      1,
      `- was not signed so by ${place.at("real.id")}`,
    );
  }
});

Deno.test("one changed byte, another signer or another pseudonym does not verify", async () => {
  using place = await Place.make();
  const file = place.write("file", "a text");
  const signature = await signed(place, file);
  const changed = place.write("changed", "a texT");
  const persona = place.at("persona.id");
  done(await place.run(["identity", "--pseudonym", "1", "--output", persona], REAL));
  for (
    const [path, id] of [[changed, "real.id"], [file, "decoy.id"], [file, "persona.id"]] as const
  ) {
    const outcome = await kelid(["verify", path, signature, "--from", place.at(id)]);
    failed(outcome, 1, `${path} was not signed so by ${place.at(id)}`);
  }
  const own = ["--pseudonym", "1", "--output", place.at("persona.sig")];
  done(await place.run(["sign", file, ...own], REAL));
  done(await kelid(["verify", file, place.at("persona.sig"), "--from", persona]));
});

Deno.test("what is no signature or no identity is one error", async () => {
  using place = await Place.make();
  const file = place.write("file", "a text");
  const signature = await signed(place, file);
  const text = Deno.readTextFileSync(signature);
  const identity = Deno.readTextFileSync(place.at("real.id"));
  const cut = text.slice(0, -20);
  const altered = identity.slice(0, 500) + (identity[500] === "A" ? "B" : "A") +
    identity.slice(501);
  Deno.mkdirSync(place.at("folder"));
  place.write("empty", "");
  place.write("cut", cut);
  place.write("binary", new Uint8Array([0xff, 0xfe]));
  place.write("altered.id", altered);
  place.write("large", new Uint8Array(20_000));
  const verify = (sig: string, id: string) =>
    kelid(["verify", file, place.at(sig), "--from", place.at(id)]);
  for (
    const [name, message] of [
      ["empty", /empty: Cannot read armour: the first line is not/],
      ["cut", /cut: Cannot read armour: the last line is not/],
      ["binary", /binary: it is not text/],
      ["folder", /Cannot read .*folder: it is a folder/],
      ["none", /Cannot read .*none: no such file or folder/],
      ["large", /Cannot read .*large: 20000 bytes are too many/],
      ["real.id", /real\.id: Cannot read armour: the first line is not/],
    ] as const
  ) {
    failed(await verify(name, "real.id"), 4, message);
  }
  for (const name of ["empty", "binary", "folder", "large", "altered.id", "file.sig"]) {
    failed(await verify("file.sig", name), 4, new RegExp(`${name}: `));
  }
  failed(
    await verify("file.sig", "none"),
    4,
    `Cannot read ${place.at("none")}: no such file; for a contact, also give --identity FILE`,
  );
});

Deno.test("a contact stands for one identity file and no other", async () => {
  using place = await Place.make();
  const file = place.write("file", "a text");
  const signature = await signed(place, file);
  const [real, decoy] = [place.at("real.id"), place.at("decoy.id")];
  // The real wallet's own identity as a contact of the decoy.
  done(
    await place.run(["manage"], DECOY, "contact", "  Zoë ", real, "contact", "D", decoy, "done"),
  );
  const verify = (passphrase: string, ...flags: string[]) =>
    kelid(["verify", file, signature, "--vault", place.vault, ...flags], { answers: [passphrase] });
  const good = await verify(DECOY, "--from", "Zoë", "--identity", real);
  assert.equal(done(good), `Good signature of ${file} by Zoë\n`);
  // Composed and decomposed letters are the same name.
  done(await verify(DECOY, "--from", "Zoe\u0308", "--identity", real));
  failed(
    await verify(DECOY, "--from", "Zoë", "--identity", decoy),
    1,
    `${decoy} is not the identity that Zoë was kept with`,
  );
  failed(
    await verify(DECOY, "--from", "D", "--identity", decoy),
    1,
    `${file} was not signed so by D`,
  );
  failed(
    await verify(DECOY, "--from", "Nobody", "--identity", real),
    2,
    "No contact has the name Nobody",
  );
  failed(await verify(REAL, "--from", "Zoë", "--identity", real), 2, "No contact has the name Zoë");
  failed(await verify(WRONG, "--from", "Zoë", "--identity", real), 3, LOCKED);
});

Deno.test("a signature file is replaced only when told, and a locked vault leaves none", async () => {
  using place = await Place.make();
  const file = place.write("file", "a text");
  failed(await place.run(["sign", file], WRONG), 3, LOCKED);
  assert.equal(place.names().some((name) => /sig|part/.test(name)), false);
  const signature = await signed(place, file);
  const before = Deno.readTextFileSync(signature);
  failed(await place.run(["sign", file], REAL), 4, `Cannot write ${signature}: it exists already`);
  assert.equal(Deno.readTextFileSync(signature), before);
  const told = await place.run(["sign", file, "--overwrite", "--json"], REAL);
  assert.deepEqual(json(told), { written: signature });
  assert.notEqual(Deno.readTextFileSync(signature), before);
  done(await kelid(["verify", file, signature, "--from", place.at("real.id")]));
});

Deno.test("a file that cannot be read is told before a passphrase is asked for", async () => {
  using place = await Place.make();
  const before = place.bytes();
  const none = place.at("none");
  const missing = `Cannot read ${none}: no such file or folder`;
  const folder = `Cannot read ${place.path}: it is a folder`;
  failed(await place.run(["sign", none]), 4, missing);
  failed(await place.run(["sign", place.path]), 4, folder);
  failed(await place.run(["decrypt", none, "--output", "-"]), 4, missing);
  failed(await place.run(["decrypt", place.path, "--output", "-"]), 4, folder);
  const to = ["--to", place.at("real.id"), "--output", "-"];
  failed(await place.run(["encrypt", none, "--sign", ...to]), 4, missing);
  failed(await place.run(["encrypt", place.path, "--sign", ...to]), 4, folder);
  failed(await place.run(["verify", none, none, "--from", place.at("real.id")]), 4, missing);
  assert.deepEqual(place.bytes(), before);
});

Deno.test("standard input cannot be both the file and the answers", async () => {
  using place = await Place.make();
  const before = place.bytes(), names = place.names();
  const message = "Cannot read the file and the answers both from standard input";
  const to = ["--to", place.at("real.id")];
  for (
    const args of [
      ["sign", "-"],
      ["encrypt", "-", "--sign", ...to, "--output", place.at("out")],
      ["decrypt", "-", "--output", place.at("out")],
    ]
  ) {
    failed(await place.run(args, REAL, "the rest of the file"), 2, message);
  }
  assert.deepEqual([place.bytes(), place.names()], [before, names]);
});
