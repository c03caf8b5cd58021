/**
 * Decentralised identifiers of PIP-0200 and their documents (W3C DID Core). FORMAT.md, "DIDs".
 *
 * A DID document cannot say "both signatures must verify": whoever relies on it for more than finding
 * a person uses the identity file.
 *
 * @module
 */
import { concat } from "../bytes.ts";
import { evmAddress } from "../wallet/evm.ts";
import { base58 } from "./base58.ts";
import type { PublicIdentity } from "./identity.ts";
import { sessionId, sessionLink } from "./session_id.ts";

/** Where a DID is anchored: the session layer, or the chain. */
export type DidNetwork = "session" | "mainnet";

/** A public key in a DID document. */
export interface VerificationMethod {
  /** The DID and a fragment. */
  readonly id: string;
  /** The name of the key type in PIP-0200 or, for Ed25519, in its W3C suite. */
  readonly type: string;
  /** The DID. */
  readonly controller: string;
  /** `z` and base58btc of the key behind its multicodec prefix. */
  readonly publicKeyMultibase: string;
}

/** A way to reach the subject of a DID document. */
export interface DidService {
  /** A fragment. */
  readonly id: string;
  /** `ParsSession`. */
  readonly type: string;
  /** The session link. */
  readonly serviceEndpoint: string;
}

/** The DID document of an identity, to be written as JSON in this order. */
export interface DidDocument {
  /** The JSON-LD contexts of PIP-0200. */
  readonly "@context": readonly string[];
  /** The DID. */
  readonly id: string;
  /** The secp256k1, ML-DSA-87 and Ed25519 keys. */
  readonly verificationMethod: readonly VerificationMethod[];
  /** Fragments of the keys that log in: those of PIP-0200. */
  readonly authentication: readonly string[];
  /** Fragments of the keys that sign statements: the two of the hybrid signature. */
  readonly assertionMethod: readonly string[];
  /** The link of the session layer. */
  readonly service: readonly DidService[];
}

/** Multicodec codes as unsigned varints (multiformats registry; all with the status "draft"). */
const MULTICODEC = {
  /** secp256k1-pub, 0xe7: compressed point. */
  secp256k1: [0xe7, 0x01],
  /** ed25519-pub, 0xed. */
  ed25519: [0xed, 0x01],
  /** mldsa-87-pub, 0x1212: FIPS 204. */
  mldsa87: [0x92, 0x24],
} as const;

/**
 * The DID of an identity: `did:pars:session:<Session ID>` or `did:pars:mainnet:<EVM address>`, the
 * address in EIP-55's mixed case.
 *
 * @throws {TypeError} if the ML-DSA-87 key has the wrong length
 * @throws {RangeError} if the secp256k1 key is not a point
 */
export function didOf(
  identity: Pick<PublicIdentity, "mldsa87" | "secp256k1">,
  network: DidNetwork,
): string {
  return network === "session"
    ? `did:pars:session:${sessionId(identity.mldsa87)}`
    : `did:pars:mainnet:${evmAddress(identity.secp256k1)}`;
}

/**
 * The DID document of an identity.
 *
 * @param network which of the two DIDs it describes
 * @throws as {@linkcode didOf}
 */
export function didDocument(
  identity: Pick<PublicIdentity, "secp256k1" | "mldsa87" | "ed25519">,
  network: DidNetwork,
): DidDocument {
  const did = didOf(identity, network);
  const method = (
    fragment: string,
    type: string,
    key: keyof typeof MULTICODEC,
  ): VerificationMethod => ({
    id: did + fragment,
    type,
    controller: did,
    publicKeyMultibase: `z${base58(concat(Uint8Array.from(MULTICODEC[key]), identity[key]))}`,
  });
  return {
    "@context": ["https://www.w3.org/ns/did/v1", "https://pars.network/ns/did/v1"],
    id: did,
    verificationMethod: [
      method("#key-1", "EcdsaSecp256k1VerificationKey2019", "secp256k1"),
      method("#key-pq", "MLDSAVerificationKey2024", "mldsa87"),
      method("#key-ed25519", "Ed25519VerificationKey2020", "ed25519"),
    ],
    authentication: ["#key-1", "#key-pq"],
    assertionMethod: ["#key-pq", "#key-ed25519"],
    service: [
      {
        id: "#session",
        type: "ParsSession",
        serviceEndpoint: sessionLink(sessionId(identity.mldsa87)),
      },
    ],
  };
}
