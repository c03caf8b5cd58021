import assert from "node:assert/strict";
import { HDKey } from "@scure/bip32";
import { mnemonicToSeedSync } from "@scure/bip39";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { equalBytes } from "../../lib/bytes.ts";
import { decodeIdentity } from "../../lib/identity/identity.ts";
import { sessionId } from "../../lib/identity/session_id.ts";
import { done, failed, json, kelid, LOCKED, mode, sharesNothing } from "./kelid.ts";
import { DECOY, Place, REAL, world, WRONG } from "./world.ts";

const KEYS = ["ed25519", "mldsa87", "x25519", "mlkem1024", "slhdsa256s", "secp256k1"];

Deno.test("show tells the wallet behind the passphrase, as text and as JSON", async () => {
  using place = await Place.make();
  const shown = json(await place.run(["show", "--json"], REAL));
  assert.deepEqual(Object.keys(shown), [
    "pseudonym",
    "sessionId",
    "daemonSessionId",
    "did",
    "chainDid",
    "address",
    "safetyNumber",
    "fingerprints",
    "pseudonyms",
  ]);
  assert.equal(shown.pseudonym, 0);
  assert.match(shown.sessionId, /^05[0-9a-f]{64}$/);
  assert.equal(shown.sessionId, sessionId((await decodeIdentity((await world()).real)).mldsa87));
  assert.match(shown.daemonSessionId, /^07[0-9a-f]{64}$/);
  assert.equal(shown.did, `did:pars:session:${shown.sessionId}`);
  assert.match(shown.address, /^0x[0-9a-fA-F]{40}$/);
  assert.equal(shown.chainDid, `did:pars:mainnet:${shown.address}`);
  assert.match(shown.safetyNumber, /^(\d{5} ){11}\d{5}$/);
  assert.deepEqual(Object.keys(shown.fingerprints), KEYS);
  for (const key of KEYS) assert.match(shown.fingerprints[key], /^([0-9a-f]{4} ){7}[0-9a-f]{4}$/);
  assert.deepEqual(shown.pseudonyms, []);

  const lines = done(await place.run(["show"], REAL)).split("\n");
  assert.deepEqual(lines.map((line) => line.split(/ {2,}/)), [
    ["Session ID", shown.sessionId],
    ["Session ID (07)", shown.daemonSessionId],
    ["DID", shown.did],
    ["DID (chain)", shown.chainDid],
    ["Address", shown.address],
    ["Safety number", shown.safetyNumber],
    ["Ed25519", shown.fingerprints.ed25519],
    ["ML-DSA-87", shown.fingerprints.mldsa87],
    ["X25519", shown.fingerprints.x25519],
    ["ML-KEM-1024", shown.fingerprints.mlkem1024],
    ["SLH-DSA-SHA2-256s", shown.fingerprints.slhdsa256s],
    ["secp256k1", shown.fingerprints.secp256k1],
    [""],
  ]);
});

Deno.test("another pseudonym is another person, the same every time", async () => {
  using place = await Place.make();
  const [first, second, again] = await Promise.all(
    ["0", "7", "7"].map(async (pseudonym) => {
      const flags = ["--json", "--read-only", "--pseudonym", pseudonym];
      return json(await place.run(["show", ...flags], REAL));
    }),
  );
  assert.equal(second.pseudonym, 7);
  assert.deepEqual(second, again);
  for (const name of ["sessionId", "daemonSessionId", "did", "address", "safetyNumber"]) {
    assert.notEqual(first[name], second[name], name);
  }
  for (const key of KEYS) assert.notEqual(first.fingerprints[key], second.fingerprints[key], key);
});

Deno.test("a pseudonym that does not exist is refused before anything is asked", async () => {
  using place = await Place.make();
  const before = place.bytes();
  failed(
    await place.run(["show", "--pseudonym", "2147483648"]),
    2,
    "Cannot use pseudonym 2147483648: up to 2147483647",
  );
  for (const wrong of ["-1", "1.5", "one", ""]) {
    const { code, stdout } = await place.run(["show", `--pseudonym=${wrong}`]);
    assert.deepEqual([code, stdout], [2, ""], wrong);
  }
  assert.deepEqual(place.bytes(), before);
});

Deno.test("words restore the wallet's address in any BIP-39 wallet", async () => {
  using place = await Place.make();
  const told = json(await place.run(["words", "--json"], DECOY, "y"));
  assert.deepEqual(Object.keys(told), ["words", "passphrase", "path"]);
  const seed = mnemonicToSeedSync(told.words, told.passphrase);
  const key = HDKey.fromMasterSeed(seed).derive(`m/44'/${told.path}'/0'/0/0`);
  const point = secp256k1.Point.fromBytes(key.publicKey!).toBytes(false);
  const address = keccak_256(point.subarray(1)).subarray(12).toHex();
  const shown = json(await place.run(["show", "--json"], DECOY));
  assert.equal(shown.address.toLowerCase(), `0x${address}`);

  const lines = done(await place.run(["words"], DECOY, "yes")).split("\n");
  const words = told.words.split(" ");
  assert.equal(words.length, 24);
  assert.deepEqual(lines, [
    ...words.map((word: string, i: number) => `${String(i + 1).padStart(2)}  ${word}`),
    "BIP-39 passphrase: (none)",
    "Path: m/44'/6133'/0'/0/0",
    "",
  ]);
});

Deno.test("words are not shown without a confirmation", async () => {
  using place = await Place.make();
  failed(await place.run(["words"], REAL, "n"), 2, "Nothing shown");
  failed(await place.run(["words"], REAL, ""), 2, "Nothing shown");
  failed(
    await place.run(["words"], REAL),
    2,
    'Cannot answer "Is nobody looking?": standard input has no more lines',
  );
  failed(await place.run(["words"], WRONG, "y"), 3, LOCKED);
});

Deno.test("refresh changes everything, needs no passphrase and loses nothing", async () => {
  using place = await Place.make();
  const before = place.bytes();
  const plain = await kelid(["refresh", place.vault]);
  assert.equal(done(plain), `Refreshed ${place.vault}\n`);
  assert.ok(sharesNothing(place.bytes(), before));
  assert.ok(await place.opens(REAL) && await place.opens(DECOY));
  const once = place.bytes();
  assert.deepEqual(json(await kelid(["refresh", place.vault, "--json"])), {
    refreshed: place.vault,
  });
  assert.ok(sharesNothing(place.bytes(), once));
});

Deno.test("refresh --timer prints units for an hourly run that keeps quiet and touches nothing", async () => {
  using place = await Place.make();
  const before = place.bytes();
  const text = done(await kelid(["refresh", "--timer", place.vault]));
  assert.ok(text.includes(`ExecStart=/usr/bin/env kelid refresh "${place.vault}"\n`));
  assert.ok(text.includes("OnCalendar=hourly\nRandomizedDelaySec=55min\n"));
  assert.ok(text.includes("StandardOutput=null\nStandardError=null\nLogLevelMax=emerg\n"));
  assert.ok(text.includes(`17 * * * * kelid refresh '${place.vault}' >/dev/null 2>&1\n`));
  // What systemd would expand or split is escaped, and the path is made absolute.
  const odd = json(
    await kelid(["refresh", "--timer", "--json", `a "%h\\ $x`], { cwd: place.path }),
  );
  assert.deepEqual(Object.keys(odd), ["service", "timer", "cron"]);
  assert.ok(
    odd.service.includes(`ExecStart=/usr/bin/env kelid refresh "${place.path}/a \\"%%h\\\\ $$x"\n`),
  );
  assert.deepEqual(place.bytes(), before);
  assert.equal(place.names().includes(`a "%h\\ $x`), false);
});

Deno.test("every command saves the vault anew, unless it is told to read only", async () => {
  const commands: [string[], string[], number][] = [
    [["show"], [REAL], 0],
    [["words"], [REAL, "n"], 2],
    [["identity"], [REAL], 0],
    [["sign", "file", "--output", "-"], [REAL], 0],
    [["encrypt", "file", "--to", "decoy.id", "--sign", "--output", "-"], [REAL], 0],
    [["decrypt", "file", "--output", "-"], [REAL], 4],
    [["show"], [WRONG], 3],
  ];
  await Promise.all(commands.map(async ([[name, ...args], answers, code]) => {
    using place = await Place.make();
    place.write("file", "text");
    const run = async (...flags: string[]) => {
      const vault = ["--vault", place.vault, ...flags];
      return (await kelid([name, ...vault, ...args], { answers, cwd: place.path })).code;
    };
    const before = place.bytes();
    assert.equal(await run("--read-only"), code, name);
    assert.deepEqual(place.bytes(), before, name);
    assert.equal(await run(), code, name);
    assert.ok(sharesNothing(place.bytes(), before), name);
  }));
});

Deno.test("identity gives the same file every time, which says who it is", async () => {
  using place = await Place.make();
  const { real } = await world();
  const text = done(await place.run(["identity"], REAL));
  assert.equal(text, real);
  const decoded = await decodeIdentity(text);
  assert.equal(decoded.slhdsa256s.length, 64);
  assert.deepEqual(json(await place.run(["identity", "--json"], REAL)), { identity: real });
  assert.equal(done(await place.run(["identity", "--output", "-"], REAL)), real);
  const persona = await decodeIdentity(done(await place.run(["identity", "--pseudonym=1"], REAL)));
  for (const key of KEYS as (keyof typeof persona)[]) {
    assert.ok(!equalBytes(persona[key], decoded[key]), key);
  }
});

Deno.test("identity writes a file that appears once, and is replaced only when told", async () => {
  using place = await Place.make();
  const { decoy, real } = await world();
  const output = place.at("me.id");
  const args = ["identity", "--output", output];
  assert.equal(done(await place.run(args, REAL)), `Wrote ${output}\n`);
  assert.equal(mode(output), "600");
  const vault = place.bytes();
  failed(await place.run(args, DECOY), 4, `Cannot write ${output}: it exists already`);
  assert.deepEqual(place.bytes(), vault, "nothing was asked");
  assert.equal(Deno.readTextFileSync(output), real);
  const told = await place.run([...args, "--overwrite", "--json"], DECOY);
  assert.deepEqual(json(told), { written: output });
  assert.equal(Deno.readTextFileSync(output), decoy);
  assert.equal(mode(output), "600");
});

Deno.test("identity --did prints the DID document, and --legacy the daemon's file", async () => {
  using place = await Place.make();
  const shown = json(await place.run(["show", "--json"], REAL));
  const did = JSON.parse(done(await place.run(["identity", "--did"], REAL)));
  assert.equal(did.id, shown.did);
  assert.equal(did.verificationMethod.length, 3);
  assert.equal(did.service[0].serviceEndpoint, `pars://session/${shown.sessionId}`);
  failed(await place.run(["identity", "--legacy"], REAL, "n"), 2, "Nothing written");
  const legacy = JSON.parse(done(await place.run(["identity", "--legacy"], REAL, "y")));
  assert.equal(legacy.sessionId, shown.daemonSessionId);
  assert.deepEqual(Object.keys(legacy).sort(), [
    "dsaPublicKey",
    "dsaSecretKey",
    "kemPublicKey",
    "kemSecretKey",
    "sessionId",
  ]);
  const before = place.bytes();
  failed(
    await place.run(["identity", "--did", "--legacy"], REAL),
    2,
    "Give only one of --did and --legacy",
  );
  assert.deepEqual(place.bytes(), before);
});
