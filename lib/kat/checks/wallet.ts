/**
 * Wallets (lib/wallet/FORMAT.md) for known answers: from a master secret to every key.
 *
 * @module
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { ml_dsa65 } from "@noble/post-quantum/ml-dsa.js";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { stretchAt } from "../../argon2/argon2id.ts";
import { equalBytes, utf8 } from "../../bytes.ts";
import { decodeCbor, encodeCbor } from "../../cbor.ts";
import { hybridKemPublicKeys } from "../../hybrid/kem.ts";
import { hybridVerifyingKeys } from "../../hybrid/signature.ts";
import { deriveEvmKey, evmAddress } from "../../wallet/evm.ts";
import { deriveDaemonKeys, deriveKeys } from "../../wallet/keys.ts";
import { makeMasterSecret } from "../../wallet/master.ts";
import { type CoinType, walletFromMap, walletToMap } from "../../wallet/record.ts";
import { passphraseText, walletSeed } from "../../wallet/seed.ts";
import { slhPublicKey } from "../../wallet/slh_dsa.ts";
import { entropyOf, wordsOf } from "../../wallet/words.ts";
import { BrokenCase, type Operations, type Output } from "../case.ts";

/**
 * `master secret`: random (64), typed. `write words`: entropy. `read words`: words. `passphrase
 * text`: master, folded, memoryKiB, passes, lanes. `seed`: entropy, text. `keys`: seed, pseudonym →
 * every secret key, public ones or their SHA-256. `evm key`: seed, coin, pseudonym. `wallet record`:
 * cbor, which must also be what is written of it. Typed, words, folded and text are texts.
 */
export const kelidOperations: Operations = {
  "master secret"(i) {
    const drawn = i.bytes("random");
    const random = (length: number) => {
      if (length !== drawn.length) {
        throw new BrokenCase(`the input random is not of ${length} bytes`);
      }
      return drawn;
    };
    return { entropy: makeMasterSecret(random, utf8(i.text("typed"))) };
  },
  "write words": (i) => ({ words: wordsOf(i.bytes("entropy")).join(" ") }),
  "read words": (i) => ({ entropy: entropyOf(utf8(i.text("words"))) }),
  async "passphrase text"(i) {
    const stretch = stretchAt({
      memoryKiB: i.number("memoryKiB"),
      passes: i.number("passes"),
      lanes: i.number("lanes"),
    });
    return { text: await passphraseText(i.bytes("master"), utf8(i.text("folded")), stretch) };
  },
  seed: async (i) => ({ seed: await walletSeed(i.bytes("entropy"), i.text("text")) }),
  keys: (i) => allKeys(i.bytes("seed"), i.number("pseudonym")),
  "evm key"(i) {
    const coin = i.number("coin") as CoinType;
    const { privateKey, publicKey } = deriveEvmKey(i.bytes("seed"), coin, i.number("pseudonym"));
    return { privateKey, publicKey, address: evmAddress(publicKey) };
  },
  "wallet record"(i) {
    const cbor = i.bytes("cbor");
    const map = decodeCbor(cbor);
    if (!(map instanceof Map)) return undefined;
    const wallet = walletFromMap(map);
    return equalBytes(encodeCbor(walletToMap(wallet)), cbor) ? { ...wallet } : undefined;
  },
};

async function allKeys(seed: Uint8Array, pseudonym: number): Promise<Output> {
  const keys = deriveKeys(seed, pseudonym);
  const daemon = deriveDaemonKeys(seed, pseudonym);
  const agreement = await hybridKemPublicKeys(keys);
  const signing = await hybridVerifyingKeys(keys);
  return {
    ...keys,
    ...daemon,
    x25519Public: agreement.x25519,
    ed25519Public: signing.ed25519,
    slhdsa256sPublic: await slhPublicKey(keys.slhdsa256s),
    mlkem1024PublicSha256: sha256(agreement.mlkem1024),
    mldsa87PublicSha256: sha256(signing.mldsa87),
    mlkem768PublicSha256: sha256(ml_kem768.keygen(daemon.mlkem768).publicKey),
    mldsa65PublicSha256: sha256(ml_dsa65.keygen(daemon.mldsa65).publicKey),
  };
}
