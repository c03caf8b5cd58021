/**
 * Makes vectors/identity.json from the second implementation beside this file, not from lib/:
 *
 *     deno run --allow-all tests/identity/vectors.ts
 *
 * A test compares the file with what this module makes, and lib/ with the file.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { type Case, counting, type Figures, type VectorFile } from "../wallet/vectors.ts";
import * as wallet from "../wallet/oracle.ts";
import * as oracle from "./oracle.ts";

const FORMAT = "lib/identity/FORMAT.md";
const sha256 = (data: Uint8Array | string) => createHash("sha256").update(data).digest("hex");

/** Where the parts of an identity begin. */
export const AT = {
  ed25519: 0,
  mldsa87: 32,
  x25519: 2624,
  mlkem1024: 2656,
  slhdsa256s: 4224,
  secp256k1: 4288,
  ed25519Signature: 4321,
  mldsa87Signature: 4385,
  end: 9012,
};

async function identityCase(
  seed: Uint8Array,
  coin: number,
  pseudonym: number,
): Promise<Case> {
  const keys = await oracle.keysOf(seed, coin, pseudonym);
  const session = `did:pars:session:${oracle.sessionId(keys)}`;
  const mainnet = `did:pars:mainnet:${keys.address}`;
  const daemon = await oracle.daemon(seed, pseudonym);
  const expected: Figures = {
    ed25519: keys.ed25519.toHex(),
    mldsa87Sha256: sha256(keys.mldsa87),
    x25519: keys.x25519.toHex(),
    mlkem1024Sha256: sha256(keys.mlkem1024),
    slhdsa256s: keys.slhdsa256s.toHex(),
    secp256k1: keys.secp256k1.toHex(),
    fileSha256: sha256(oracle.file(keys)),
    identityHash: oracle.identityHash(keys).toHex(),
    safetyNumber: oracle.safetyNumber(keys),
    sessionId: oracle.sessionId(keys),
    sessionLink: `pars://session/${oracle.sessionId(keys)}`,
    didSession: session,
    didMainnet: mainnet,
    didDocumentSessionSha256: sha256(oracle.didDocument(keys, session)),
    didDocumentMainnetSha256: sha256(oracle.didDocument(keys, mainnet)),
    daemonSessionId: daemon.sessionId,
    daemonFileSha256: sha256(daemon.json),
  };
  for (
    const name of ["ed25519", "mldsa87", "x25519", "mlkem1024", "slhdsa256s", "secp256k1"] as const
  ) {
    expected[`${name}Fingerprint`] = oracle.keyFingerprint(name, keys[name]);
  }
  return {
    name: `pseudonym ${pseudonym} on path ${coin}`,
    source: FORMAT,
    operation: "derive identity",
    seed: seed.toHex(),
    coin,
    pseudonym,
    expected,
  };
}

/** A change of the bytes inside the armour: what is put where. */
type Change = [at: number, put: Uint8Array];

const flip = (bytes: Uint8Array, at: number): Change => [at, Uint8Array.of(bytes[at] ^ 1)];

function changed(bytes: Uint8Array, changes: Change[]): Uint8Array<ArrayBuffer> {
  const result = Uint8Array.from(bytes);
  for (const [at, put] of changes) result.set(put, at);
  return result;
}

/** A change of the body, signed anew by the identity's own keys: the change is the only fault. */
function signedAnew(keys: oracle.Keys, change: Change, label = "kelid identity v1"): Change[] {
  const body = changed(oracle.body(keys), [change]);
  return [change, [AT.ed25519Signature, oracle.signature(keys.secret, body, label)]];
}

const hex = (text: string) => Uint8Array.fromHex(text);

function badKeys(keys: oracle.Keys): [string, Change[]][] {
  const zeros = new Uint8Array(32);
  const kem = Uint8Array.from(keys.mlkem1024.subarray(0, 2));
  kem[0] = 3329 & 0xff;
  kem[1] = kem[1] & 0xf0 | 3329 >> 8;
  const bad: [string, Change][] = [
    ["an X25519 key of zeros", [AT.x25519, zeros]],
    ["an X25519 key of order 8", [
      AT.x25519,
      hex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    ]],
    ["an X25519 key that is 9 in a second spelling, 2^255 - 19 higher", [
      AT.x25519,
      hex(`f6${"ff".repeat(30)}7f`),
    ]],
    ["an ML-KEM-1024 key with a coefficient of 3329", [AT.mlkem1024, kem]],
    ["a secp256k1 key that begins with 4", [AT.secp256k1, Uint8Array.of(4)]],
    ["a secp256k1 key whose x is on no point", [
      AT.secp256k1,
      Uint8Array.of(2, ...zeros.subarray(1), 5),
    ]],
    ["a secp256k1 key that is a point in a second spelling, x the field's prime higher", [
      AT.secp256k1,
      hex("02fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc30"),
    ]],
  ];
  const all = bad.map(([name, change]): [string, Change[]] => [name, signedAnew(keys, change)]);
  // With A the neutral point, [S]B = R + [k]A holds for S = 1 and R = B whatever was signed.
  const [change, [at, signature]] = signedAnew(keys, [
    AT.ed25519,
    Uint8Array.of(1, ...zeros.subarray(1)),
  ]);
  const forged = changed(signature, [[0, hex(`58${"66".repeat(31)}01${"00".repeat(31)}`)]]);
  all.push(["an Ed25519 key of order 1 with a signature that fits it", [change, [at, forged]]]);
  all.push(["an Ed25519 key that is not canonical", [[
    AT.ed25519,
    hex(`ee${"ff".repeat(30)}7f`),
  ]]]);
  return all;
}

function badSignatures(keys: oracle.Keys, other: oracle.Keys): [string, Change[]][] {
  const body = oracle.body(keys);
  const bytes = Buffer.concat([body, oracle.signature(keys.secret, body, "kelid identity v1")]);
  const mixed = oracle.signature(
    { ed25519: other.secret.ed25519, mldsa87: keys.secret.mldsa87 },
    body,
    "kelid identity v1",
  );
  const mixedBack = oracle.signature(
    { ed25519: keys.secret.ed25519, mldsa87: other.secret.mldsa87 },
    body,
    "kelid identity v1",
  );
  const whole = AT.ed25519Signature;
  return [
    ["one bit of the Ed25519 key flipped", [flip(bytes, AT.ed25519 + 5)]],
    ["one bit of the ML-DSA-87 key flipped", [flip(bytes, AT.mldsa87 + 1000)]],
    ["one bit of the X25519 key flipped", [flip(bytes, AT.x25519 + 5)]],
    ["the last bit of the ML-KEM-1024 key flipped", [flip(bytes, AT.mlkem1024 + 1567)]],
    ["one bit of the SLH-DSA key flipped", [flip(bytes, AT.slhdsa256s + 40)]],
    ["the secp256k1 key is the other point with its x", [flip(bytes, AT.secp256k1)]],
    ["the secp256k1 key of another identity", [[AT.secp256k1, other.secp256k1]]],
    ["the SLH-DSA key of another identity", [[AT.slhdsa256s, other.slhdsa256s]]],
    ["one bit of the Ed25519 signature flipped", [flip(bytes, AT.ed25519Signature + 3)]],
    ["one bit of the ML-DSA-87 signature flipped", [flip(bytes, AT.mldsa87Signature + 2000)]],
    ["the last bit of the file's bytes flipped", [flip(bytes, AT.end - 1)]],
    ["the Ed25519 half signed with another key", [[whole, mixed.subarray(0, 64)]]],
    ["the ML-DSA-87 half signed with another key", [[AT.mldsa87Signature, mixedBack.subarray(64)]]],
    ["signed under the label of a file signature", [
      [whole, oracle.signature(keys.secret, body, "kelid file signature v1")],
    ]],
  ];
}

/** The whole file, made afresh. */
export async function identityVectors(): Promise<VectorFile> {
  const seed = wallet.seed(counting(0, 32), "");
  const importedSeed = wallet.seed(counting(0x80, 16), "TREZOR");
  const cases = [
    await identityCase(seed, 6133, 0),
    await identityCase(seed, 6133, 1),
    await identityCase(importedSeed, 60, 0),
  ];
  const keys = await oracle.keysOf(seed, 6133, 0);
  const other = await oracle.keysOf(importedSeed, 60, 0);
  const text = oracle.file(keys);
  const expected = { identityHash: oracle.identityHash(keys).toHex() };
  const read = (name: string, input: Figures, outcome: Partial<Case>) =>
    cases.push(
      {
        name,
        source: FORMAT,
        operation: "read identity",
        file: "@file",
        ...input,
        ...outcome,
      } as Case,
    );
  read("the file of pseudonym 0", {}, { expected });
  read("with CRLF line endings", { change: "text", find: "\n", put: "\r\n" }, { expected });
  const invalid = (kind: string) => ({ result: "invalid" as const, error: "SyntaxError", kind });
  for (
    const [name, find, put] of [
      ["one line ends in CRLF, the others in LF", "IDENTITY-----\nB", "IDENTITY-----\r\nB"],
      ["the armour of a signature", "KELID IDENTITY", "KELID SIGNATURE"],
      ["text before the armour", "-----BEGIN", "note\n-----BEGIN"],
      ["the last line feed is missing", "END KELID IDENTITY-----\n", "END KELID IDENTITY-----"],
    ]
  ) {
    const at = name.startsWith("one line") ? `${find.slice(0, -1)}${text[31]}` : find;
    const to = name.startsWith("one line") ? `${put.slice(0, -1)}${text[31]}` : put;
    read(name, { change: "text", find: at, put: to }, invalid("armour"));
  }
  read("one byte fewer", { change: "length", length: AT.end - 1 }, invalid("length"));
  read("three bytes more", { change: "length", length: AT.end + 3 }, invalid("length"));
  read("no bytes at all", { change: "length", length: 0 }, invalid("length"));
  const put = (changes: Change[]) => ({
    change: "bytes",
    put: changes.map(([at, bytes]) => `${at}:${bytes.toHex()}`).join(" "),
  });
  for (const [name, changes] of badKeys(keys)) read(name, put(changes), invalid("key"));
  for (const [name, changes] of badSignatures(keys, other)) {
    read(name, put(changes), invalid("signature"));
  }
  return {
    format: "kelid vectors v1",
    subject: "identity",
    standard: "lib/identity/FORMAT.md; PIP-0005, PIP-0200, PIP-0208, FIPS 203, 204 and 205",
    source:
      "Computed by tests/identity/oracle.ts, which shares no code with lib/: SHA-2, SHA-3, Ed25519, " +
      "X25519 and secp256k1 by node:crypto, BLAKE2b and Keccak by hash-wasm, base58 by long " +
      "division. ML-KEM and ML-DSA keys and the deterministic ML-DSA-87 signature by noble, compared " +
      "once with OpenSSL 4.0 (keys, through pyca/cryptography 48) and @theqrl/mldsa87 2.0.1 " +
      "(signature). SLH-DSA keys by noble, accepted by WebCrypto, which recomputes the root. " +
      "A `change` is made to the file first: `text` replaces every `find` by `put`; `length` cuts the " +
      "armoured bytes or adds zeros; `bytes` overwrites them, each item being offset:hex.",
    values: { file: text },
    cases,
  };
}

if (import.meta.main) {
  const file = new URL("../../vectors/identity.json", import.meta.url);
  await Deno.writeTextFile(file, `${JSON.stringify(await identityVectors(), null, 1)}\n`);
}
