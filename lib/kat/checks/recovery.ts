/**
 * The recovery format for known answers: keys, shares, words and files.
 *
 * @module
 */
import { hybridKemPublicKeys } from "../../hybrid/kem.ts";
import { hybridVerifyingKeys } from "../../hybrid/signature.ts";
import { compareWords } from "../../recovery/compare_words.ts";
import { requestId } from "../../recovery/contents.ts";
import { cancelKeyHash, commitmentTo, rebuildDeal, walletCheck } from "../../recovery/deal.ts";
import { digestOf } from "../../recovery/drill.ts";
import {
  approvalKeyHash,
  cancelSecret,
  circleSecret,
  commitmentSalt,
  derive,
  drillSecret,
  keyHash,
  recipientHash,
  sealingKeys,
  signingKeys,
} from "../../recovery/keys.ts";
import { openMessage } from "../../recovery/message.ts";
import { parseGroups } from "../../recovery/policy.ts";
import { checkNumber, shareToBytes } from "../../recovery/share_bytes.ts";
import { encodeTerms } from "../../recovery/terms.ts";
import { shareFromWords, shareToWords } from "../../slip39/share.ts";
import type { Operations } from "../case.ts";

/**
 * `keys`, `drill`, `commitment`: what follows from a deal's seed. `deal`: the shares of a secret and
 * the terms. `share`: what follows from a share. `request`: what people compare. `open`: what a
 * file holds for two secret keys.
 */
export const kelidOperations: Operations = {
  async keys(i) {
    const seed = i.bytes("seed");
    const cancel = await cancelSecret(seed);
    const circle = await circleSecret(cancel);
    return {
      dealKeyHash: keyHash(await hybridVerifyingKeys(await signingKeys(seed, "deal"))),
      cancelSecret: cancel,
      cancelKeyHash: await cancelKeyHash(cancel),
      circleSecret: circle,
      circleHash: recipientHash(await hybridKemPublicKeys(await sealingKeys(circle, "circle"))),
    };
  },
  async drill(i) {
    const secret = await drillSecret(i.bytes("seed"), i.number("number"));
    return {
      replyHash: recipientHash(await hybridKemPublicKeys(await sealingKeys(secret, "drill"))),
      key: await derive(secret, "drill digest key"),
    };
  },
  async commitment(i) {
    const salt = await commitmentSalt(i.bytes("seed"), i.number("index"));
    const seeds = { ed25519: new Uint8Array(32), mldsa87: i.bytes("mldsa87Seed") };
    return { salt, commitment: commitmentTo(await hybridVerifyingKeys(seeds), salt) };
  },
  async deal(i) {
    const [seed, secret] = [i.bytes("seed"), i.bytes("secret")];
    const { shares, terms } = await rebuildDeal({
      seed,
      secret: "entropy",
      signer: "deal",
      check: walletCheck(seed, secret),
      groupThreshold: i.number("groupThreshold"),
      groups: parseGroups(i.texts("groups").join(",")),
      guardians: [],
      drill: 0,
      asked: 0,
    }, secret);
    return { shares: shares.map(shareToWords), terms: encodeTerms(terms) };
  },
  async share(i) {
    const bytes = shareToBytes(shareFromWords(i.text("words")));
    return {
      bytes,
      approvalKeyHash: await approvalKeyHash(bytes),
      checkNumber: await checkNumber(bytes),
      digest: await digestOf(i.bytes("key"), bytes),
    };
  },
  async request(i) {
    const keys = await sealingKeys(i.bytes("secret"), "request");
    const id = requestId({ reply: await hybridKemPublicKeys(keys) });
    return { id, words: compareWords(id) };
  },
  async open(i) {
    const keys = { x25519: i.bytes("x25519"), mlkem1024: i.bytes("mlkem1024") };
    const message = await openMessage(i.bytes("file"), keys);
    if (!message) return undefined;
    const { kind, content, signer } = message;
    return { kind, content, signer: signer ? keyHash(signer) : "" };
  },
};
