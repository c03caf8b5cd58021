/**
 * Against other programs: OpenSSL 3.0 for the classical algorithms, Debian's `argon2` for Argon2id.
 * Ignored where they are not installed. Hashes are batched: one process hashes many files.
 *
 * @module
 */
import assert from "node:assert/strict";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { sha3_256, sha3_512, shake256 } from "@noble/hashes/sha3.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { argon2id } from "../../lib/argon2/argon2id.ts";
import { concat, hex, unhex, utf8 } from "../../lib/bytes.ts";
import { nobleEd25519 } from "../../lib/hybrid/ed25519.ts";
import { nobleX25519 } from "../../lib/hybrid/x25519.ts";
import { systemRandom, uniform } from "../../lib/random.ts";
import { installed } from "../installed.ts";

const hasOpenssl = installed("openssl");
const hasArgon2 = installed("argon2");

async function run(
  program: string,
  args: string[],
  input?: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  const command = new Deno.Command(program, {
    args,
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  });
  const child = command.spawn();
  if (input !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(input);
    await writer.close();
  }
  const { success, stdout, stderr } = await child.output();
  if (!success) {
    throw new Error(`${program} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  }
  return stdout;
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Runs with a temporary folder. */
async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes that many random messages of up to 600 bytes; gives the paths and the messages. */
async function messages(
  folder: string,
  count: number,
): Promise<[string, Uint8Array<ArrayBuffer>][]> {
  const list: [string, Uint8Array<ArrayBuffer>][] = [];
  for (let i = 0; i < count; i++) {
    const message = systemRandom(i < 300 ? i : uniform(601, systemRandom));
    const path = `${folder}/${i}`;
    await Deno.writeFile(path, message);
    list.push([path, message]);
  }
  return list;
}

/** The digest at the end of every line that `openssl dgst` prints. */
function digests(output: Uint8Array): string[] {
  return text(output).trim().split("\n").map((line) => line.split("= ")[1]);
}

Deno.test({
  name: "hashes and HMACs of random messages are those of OpenSSL",
  ignore: !hasOpenssl,
  fn: () =>
    inFolder(async (folder) => {
      const list = await messages(folder, 1000);
      const paths = list.map(([path]) => path);
      for (
        const [name, hash, ...more] of [
          ["sha256", sha256],
          ["sha512", sha512],
          ["sha3-256", sha3_256],
          ["sha3-512", sha3_512],
          ["shake256", (m: Uint8Array) => shake256(m, { dkLen: 77 }), "-xoflen", "77"],
        ] as [string, (message: Uint8Array) => Uint8Array, ...string[]][]
      ) {
        const found = digests(await run("openssl", ["dgst", `-${name}`, ...more, ...paths]));
        list.forEach(([, message], i) =>
          assert.equal(hex(hash(message)), found[i], `${name} of ${hex(message)}`)
        );
      }
      for (const [name, hash] of [["sha256", sha256], ["sha512", sha512]] as const) {
        for (const length of [1, 20, 32, 64, 65, 127, 128, 129, 200]) {
          const key = systemRandom(length);
          const mac = ["-mac", "HMAC", "-macopt", `hexkey:${hex(key)}`];
          const some = list.slice(0, 100);
          const args = ["dgst", `-${name}`, ...mac, ...some.map(([path]) => path)];
          const found = digests(await run("openssl", args));
          some.forEach(([, message], i) =>
            assert.equal(hex(hmac(hash, key, message)), found[i], `${hex(key)} ${hex(message)}`)
          );
        }
      }
    }),
});

/** A key as OpenSSL reads it, in DER. */
const ED25519_SECRET = unhex("302e020100300506032b657004220420");
const ED25519_PUBLIC = unhex("302a300506032b6570032100");
const X25519_SECRET = unhex("302e020100300506032b656e04220420");
const X25519_PUBLIC = unhex("302a300506032b656e032100");

Deno.test({
  name: "Ed25519 and X25519 with random keys are those of OpenSSL",
  ignore: !hasOpenssl,
  fn: () =>
    inFolder(async (folder) => {
      const file = async (name: string, bytes: Uint8Array) => {
        await Deno.writeFile(`${folder}/${name}`, bytes);
        return `${folder}/${name}`;
      };
      for (let i = 0; i < 40; i++) {
        const seed = systemRandom(32);
        const message = systemRandom(i + 1); // OpenSSL 3.0 signs no empty message from a file.
        const input = await file("message", message);
        const secret = await file("ed", concat(ED25519_SECRET, seed));
        const sign = [
          "pkeyutl",
          "-sign",
          "-rawin",
          "-in",
          input,
          "-inkey",
          secret,
          "-keyform",
          "DER",
        ];
        const signature = Uint8Array.from(await run("openssl", sign));
        assert.deepEqual(await nobleEd25519.sign(seed, message), signature, hex(seed));
        const publicDer = await run("openssl", [
          ...["pkey", "-in", secret, "-inform", "DER", "-pubout", "-outform", "DER"],
        ]);
        const key = await nobleEd25519.publicKey(seed);
        assert.equal(hex(publicDer), hex(concat(ED25519_PUBLIC, key)), hex(seed));
        assert.equal(await nobleEd25519.verify(key, message, signature), true);

        const [own, other] = [systemRandom(32), systemRandom(32)];
        const theirs = await nobleX25519.publicKey(other);
        const shared = await run("openssl", [
          ...["pkeyutl", "-derive", "-keyform", "DER", "-peerform", "DER"],
          ...["-inkey", await file("x", concat(X25519_SECRET, own))],
          ...["-peerkey", await file("peer", concat(X25519_PUBLIC, theirs))],
        ]);
        assert.equal(hex((await nobleX25519.shared(own, theirs))!), hex(shared), hex(own));
      }
    }),
});

Deno.test({
  name: "secp256k1 signatures and keys pass between noble and OpenSSL",
  ignore: !hasOpenssl,
  fn: () =>
    inFolder(async (folder) => {
      const key = `${folder}/key`, input = `${folder}/message`, sig = `${folder}/signature`;
      for (let i = 0; i < 20; i++) {
        await run("openssl", [
          ...["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
          ...["-outform", "DER", "-out", key],
        ]);
        const der = await run("openssl", ["ec", "-in", key, "-inform", "DER", "-outform", "DER"]);
        const secret = unhex(/0420([0-9a-f]{64})/.exec(hex(der))![1]);
        const point = await run("openssl", [
          ...["pkey", "-in", key, "-inform", "DER", "-pubout", "-outform", "DER"],
        ]);
        const publicKey = secp256k1.getPublicKey(secret, false);
        assert.ok(hex(point).endsWith(hex(publicKey)), hex(secret));
        const message = systemRandom(i * 7);
        await Deno.writeFile(input, message);
        await run("openssl", [
          "dgst",
          "-sha256",
          "-keyform",
          "DER",
          "-sign",
          key,
          "-out",
          sig,
          input,
        ]);
        const options = { format: "der", lowS: false } as const;
        const theirs = await Deno.readFile(sig);
        assert.equal(secp256k1.verify(theirs, message, publicKey, options), true, hex(theirs));
        await Deno.writeFile(sig, secp256k1.sign(message, secret, { format: "der" }));
        const verify = [
          "dgst",
          "-sha256",
          "-keyform",
          "DER",
          "-prverify",
          key,
          "-signature",
          sig,
          input,
        ];
        assert.match(text(await run("openssl", verify)), /OK/);
      }
    }),
});

Deno.test({
  name: "HKDF and PBKDF2 of random inputs are those of OpenSSL",
  ignore: !hasOpenssl,
  fn: async () => {
    for (let i = 0; i < 40; i++) {
      const [name, hash] = i % 2 === 0 ? ["SHA256", sha256] as const : ["SHA512", sha512] as const;
      const [key, salt, info] = [
        systemRandom(1 + 3 * i),
        systemRandom(1 + 4 * i),
        systemRandom(1 + i),
      ];
      const length = 1 + uniform(200, systemRandom);
      const common = ["kdf", "-keylen", String(length), "-kdfopt", `digest:${name}`, "-binary"];
      const options = (list: string[]) => list.flatMap((option) => ["-kdfopt", option]);
      const derived = await run("openssl", [
        ...common,
        ...options([`hexkey:${hex(key)}`, `hexsalt:${hex(salt)}`, `hexinfo:${hex(info)}`]),
        "HKDF",
      ]);
      assert.equal(hex(hkdf(hash, key, salt, info, length)), hex(derived), hex(key));
      const stretched = await run("openssl", [
        ...common,
        ...options([`hexpass:${hex(key)}`, `hexsalt:${hex(salt)}`, `iter:${1 + 13 * i}`]),
        ...options(["pkcs5:1"]),
        "PBKDF2",
      ]);
      const imported = await crypto.subtle.importKey("raw", key, "PBKDF2", false, ["deriveBits"]);
      const parameters = { name: "PBKDF2", hash: name.replace("SHA", "SHA-"), salt };
      const own = await crypto.subtle.deriveBits(
        { ...parameters, iterations: 1 + 13 * i },
        imported,
        8 * length,
      );
      assert.equal(hex(new Uint8Array(own)), hex(stretched), hex(key));
    }
  },
});

Deno.test({
  name: "Argon2id of random passwords, salts and costs is that of Debian's argon2",
  ignore: !hasArgon2,
  fn: async () => {
    const printable = (length: number) =>
      text(systemRandom(length).map((byte) => 0x21 + byte % 94));
    for (let i = 0; i < 150; i++) {
      const lanes = 1 + uniform(8, systemRandom);
      const costs = {
        lanes,
        passes: 1 + uniform(4, systemRandom),
        memoryKiB: 8 * lanes + uniform(300, systemRandom),
      };
      const password = printable(1 + uniform(100, systemRandom));
      // The program takes the salt as an argument; a leading dash would be read as a flag.
      const salt = `s${printable(7 + uniform(40, systemRandom))}`;
      const length = 4 + uniform(90, systemRandom);
      const args = [
        salt,
        "-id",
        "-r",
        ...["-t", String(costs.passes), "-k", String(costs.memoryKiB)],
        ...["-p", String(costs.lanes), "-l", String(length)],
      ];
      const expected = text(await run("argon2", args, utf8(password))).trim();
      const own = await argon2id(utf8(password), utf8(salt), costs, length);
      assert.equal(hex(own), expected, JSON.stringify({ password, salt, costs, length }));
    }
  },
});
