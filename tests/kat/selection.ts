/**
 * Which of the publishers' cases are built into the program: edge cases first, positive and
 * negative, at the parameter sets that the program uses.
 *
 * @module
 */

/** Cases of one official file. */
export interface Pick {
  /** The file's path in the folder of official files. */
  readonly file: string;
  /** Only cases whose name fits. */
  readonly like?: RegExp;
  /** Only cases of this operation. */
  readonly operation?: string;
  /** No more than this many, from the first on. */
  readonly take?: number;
}

/** A negative case made of a positive one by inverting one bit of an input. */
export interface Fault {
  /** Says in plain words what the bit is part of. */
  readonly name: string;
  /** The selected case that is changed: the first whose name fits. */
  readonly like: RegExp;
  readonly field: string;
  readonly bit: number;
}

/** One file of `vectors/`. */
export interface Selection {
  readonly subject: string;
  readonly standard: string;
  readonly source: string;
  readonly picks: readonly Pick[];
  readonly faults?: readonly Fault[];
}

const ACVP = "NIST ACVP server v1.1.0.43";
const WYCHEPROOF = "C2SP Wycheproof testvectors_v1";

function mlKem(set: string, picks: readonly Pick[]): Pick[] {
  const file = (name: string) => `acvp/ML-KEM-${name}.${set}.json`;
  return [
    { file: file("keyGen-FIPS203"), take: 3 },
    { file: file("encapDecap-FIPS203"), operation: "encapsulate", take: 1 },
    { file: file("encapDecap-FIPS203-tr1"), like: /group [68].*modified ciphertext/, take: 1 },
    { file: file("encapDecap-FIPS203-tr1"), like: /group [68].*valid decaps/, take: 1 },
    { file: file("encapDecap-FIPS203-tr1"), like: /group [79].*modified ciphertext/, take: 1 },
    { file: file("encapDecap-FIPS203-tr1"), like: /too large/, take: 1 },
    { file: file("encapDecap-FIPS203-tr1"), like: /valid encapsulation key/, take: 1 },
    { file: file("encapDecap-FIPS203-tr1"), like: /modified H/, take: 1 },
    { file: file("encapDecap-FIPS203-tr1"), like: /valid decapsulation key/, take: 1 },
    ...picks,
  ];
}

const ENCAPS = "wycheproof/mlkem_1024_encaps_test.json";
const VERIFY = "wycheproof/mldsa_87_verify_test.json";

function mlDsaSigning(set: string, cases: readonly number[]): Pick[] {
  return cases.map((number) => ({
    file: `acvp/ML-DSA-sigGen-FIPS204.${set}.json`,
    like: new RegExp(`case ${number}$`),
  }));
}

function comments(file: string, ...texts: readonly string[]): Pick[] {
  return texts.map((text) => ({
    file,
    like: new RegExp(`: ${text.replaceAll(/[*()+[\]]/g, "\\$&")}$`),
    take: 1,
  }));
}

const ED25519 = "wycheproof/ed25519_test.json";
const ECDSA = "wycheproof/ecdsa_secp256k1_sha256_test.json";

function kdf(name: string, hash: string, rfc: readonly Pick[] = []): Selection {
  const file = `wycheproof/${name}_test.json`;
  return {
    subject: `hkdf-${hash}`,
    standard: "RFC 5869, section 2",
    source: rfc.length > 0 ? `RFC 5869; ${WYCHEPROOF}` : WYCHEPROOF,
    picks: [
      ...rfc,
      { file, like: /maximal|invalid output/, take: 4 },
      { file, like: /collision|longer than|shorter than|empty salt/, take: 7 },
      ...[1, 2, 3, 4].map((group) => ({ file, like: new RegExp(`group ${group},`), take: 2 })),
    ],
  };
}

function mac(hash: string, bits: number): Selection {
  const file = `wycheproof/hmac_sha${bits}_test.json`;
  return {
    subject: `hmac-${hash}`,
    standard: "RFC 2104; FIPS 198-1, section 4",
    source: WYCHEPROOF,
    picks: [
      ...[1, 2, 3, 4, 5, 6].map((group) => ({
        file,
        like: new RegExp(`group ${group},`),
        take: 3,
      })),
      { file, like: /Flipped bit (?:0|255|127) in|all bits of|zero/, take: 6 },
    ],
  };
}

function pbkdf2(hash: string, bits: number): Selection {
  const file = `wycheproof/pbkdf2_hmacsha${bits}_test.json`;
  return {
    subject: `pbkdf2-hmac-${hash}`,
    standard: "RFC 8018, section 5.2",
    source: WYCHEPROOF,
    picks: [
      { file, like: /long|empty/ },
      { file, like: /special case/, take: 3 },
      { file, take: 3 },
    ],
  };
}

function aead(subject: string, standard: string, picks: readonly Pick[]): Selection {
  const file = `wycheproof/${subject.replaceAll("-", "_")}_test.json`;
  return {
    subject,
    standard,
    source: `${standard}; ${WYCHEPROOF}`,
    picks: [
      ...picks,
      { file, take: 6 },
      {
        file,
        like: /message size|edge case|special case|checking for int overflows|tag/,
        take: 12,
      },
      { file, like: /[Ff]lipped bit|all bits|Tag changed/, take: 8 },
      ...[2, 3, 4, 5, 6, 7].map((group) => ({
        file,
        like: new RegExp(`group ${group},`),
        take: 1,
      })),
    ],
  };
}

/** Every file that is selected from official ones. */
export const SELECTIONS: readonly Selection[] = [
  {
    subject: "ml-kem-1024",
    standard: "FIPS 203, algorithms 16 to 18, sections 7.2 and 7.3",
    source: `${ACVP}; ${WYCHEPROOF}`,
    picks: mlKem("ML-KEM-1024", [
      { file: ENCAPS, like: /Zero secret and error/, take: 1 },
      { file: ENCAPS, like: /frequent rejection/, take: 1 },
      { file: ENCAPS, like: /containing zeroes/, take: 1 },
      { file: ENCAPS, like: /unusually large/, take: 1 },
      { file: ENCAPS, like: /not reduced/, take: 1 },
      { file: ENCAPS, like: /too short/, take: 1 },
      { file: ENCAPS, like: /too long/, take: 1 },
    ]),
    faults: [
      {
        name: "last bit of the seed rho inverted",
        like: /checkSecretKey, valid/,
        field: "secretKey",
        bit: 8 * 3104 - 1,
      },
    ],
  },
  {
    subject: "ml-kem-768",
    standard: "FIPS 203, algorithms 16 to 18, sections 7.2 and 7.3",
    source: ACVP,
    picks: mlKem("ML-KEM-768", []).filter(({ like }) =>
      !/group \[79\]|decapsulation key|modified H/.test(`${like}`)
    ),
  },
  {
    subject: "ml-dsa-87",
    standard: "FIPS 204, algorithms 1 to 8",
    source: `${ACVP}; ${WYCHEPROOF}`,
    picks: [
      { file: "acvp/ML-DSA-keyGen-FIPS204.ML-DSA-87.json", take: 3 },
      ...mlDsaSigning("ML-DSA-87", [72, 251, 347]),
      ...comments(
        VERIFY,
        "baseline",
        "longest context",
        "valid signature with maximum (ω) hints",
        "short signature",
        "long public key",
        "signature with hints in reverse order",
        "signature with non-zero padding in hints",
        "signature with omega+1 hints (causing a buffer overflow)",
        "index 0 is exactly gamma1 - tau*eta",
        "invalid: 256-byte context signed with length byte 0x00 (len mod 256)",
        "forgery wrongly accepted by a verifier that omits a reduction in the verification NTT path",
      ),
    ],
    faults: [
      {
        name: "first bit of the challenge hash inverted",
        like: /baseline/,
        field: "signature",
        bit: 0,
      },
      { name: "a bit of z inverted", like: /baseline/, field: "signature", bit: 8 * 1000 },
      {
        name: "last bit of the hints inverted",
        like: /baseline/,
        field: "signature",
        bit: 8 * 4627 - 1,
      },
      { name: "a bit of the message inverted", like: /baseline/, field: "message", bit: 3 },
      { name: "a bit of t1 inverted", like: /baseline/, field: "publicKey", bit: 8 * 1500 },
      { name: "a bit of the context inverted", like: /longest context/, field: "context", bit: 0 },
    ],
  },
  {
    subject: "ml-dsa-65",
    standard: "FIPS 204, algorithms 1 to 8",
    source: ACVP,
    picks: [
      { file: "acvp/ML-DSA-keyGen-FIPS204.ML-DSA-65.json", take: 3 },
      ...mlDsaSigning("ML-DSA-65", [41]),
      { file: "acvp/ML-DSA-sigVer-FIPS204.ML-DSA-65.json", like: /case 43:/, take: 1 },
    ],
    faults: [
      {
        name: "first bit of the challenge hash inverted",
        like: /verify/,
        field: "signature",
        bit: 0,
      },
      { name: "a bit of z inverted", like: /verify/, field: "signature", bit: 8 * 1000 },
      {
        name: "last bit of the hints inverted",
        like: /verify/,
        field: "signature",
        bit: 8 * 3309 - 1,
      },
      { name: "a bit of the message inverted", like: /verify/, field: "message", bit: 3 },
    ],
  },
  {
    subject: "slh-dsa-sha2-256s",
    standard: "FIPS 205, algorithms 18 to 24, section 9",
    source: `${ACVP} (signatures re-published by pslhdsa); Botan slh_dsa.vec`,
    picks: [
      { file: "acvp/SLH-DSA-keyGen-FIPS205.SLH-DSA-SHA2-256s.json", take: 1 },
      { file: "slhdsa/botan_slh_dsa.vec", like: /case 9/, take: 2 },
      {
        file: "slhdsa/acvp-sigGen-256s.with-signatures.json",
        like: /group 23.*verifying/,
        take: 1,
      },
    ],
    faults: [
      { name: "first bit of the randomizer inverted", like: /verify/, field: "signature", bit: 0 },
      { name: "a bit of a FORS secret inverted", like: /verify/, field: "signature", bit: 8 * 100 },
      {
        name: "a bit of the lowest tree inverted",
        like: /verify/,
        field: "signature",
        bit: 8 * 11000,
      },
      {
        name: "last bit of the signature inverted",
        like: /verify/,
        field: "signature",
        bit: 8 * 29792 - 1,
      },
      { name: "a bit of the message inverted", like: /verify/, field: "message", bit: 3 },
      { name: "a bit of the context inverted", like: /verify/, field: "context", bit: 3 },
      { name: "a bit of PK.root inverted", like: /verify/, field: "publicKey", bit: 8 * 64 - 1 },
    ],
  },
  {
    subject: "x25519",
    standard: "RFC 7748, sections 5 and 6.1",
    source: `RFC 7748; ${WYCHEPROOF}`,
    picks: [
      { file: "rfc/rfc7748-x25519.json" },
      {
        file: "wycheproof/x25519_test.json",
        like: /low order|key ==? [01]/,
        take: 14,
      },
      { file: "wycheproof/x25519_test.json", like: /non-canonical/i, take: 8 },
      { file: "wycheproof/x25519_test.json", like: /twist/, take: 5 },
      { file: "wycheproof/x25519_test.json", like: /private key|for shared/, take: 8 },
      { file: "wycheproof/x25519_test.json", take: 4 },
    ],
  },
  {
    subject: "ed25519",
    standard: "RFC 8032, section 5.1",
    source: `RFC 8032; ed25519-speccheck; ZIP 215; ${WYCHEPROOF}`,
    picks: [
      { file: "rfc/rfc8032-ed25519.json" },
      { file: "rfc/ed25519-edge-cases.json" },
      { file: "rfc/ed25519-zip215.json", like: /small-order/, take: 4 },
      { file: ED25519, like: /encoded s was replaced/, take: 8 },
      { file: ED25519, like: /special values/, take: 6 },
      {
        file: ED25519,
        like:
          /just (?:under|above)|missing|too |empty|0 byte|include|R==0|invalid R|all bits|sign bit/,
      },
      { file: ED25519, like: /modified bit (?:0|255) in R|overflow|regression/, take: 8 },
    ],
  },
  {
    subject: "secp256k1",
    standard: "SEC 1, section 4.1; FIPS 186-5, section 6.4; RFC 6979",
    source: `${WYCHEPROOF}; ethers.js; EIP-155 and EIP-712`,
    picks: [
      { file: ECDSA, like: /pseudorandom|malleability|: valid|misses leading 0/, take: 7 },
      {
        file: ECDSA,
        like: /infinity|flipped bit|long form|indefinite length$|r, s\] uses/,
        take: 12,
      },
      { file: ECDSA, like: /edge case|point duplication|extreme|comparison|small r/i, take: 14 },
      { file: "evm/ethers-transactions.first120.json", take: 6 },
      { file: "evm/eip-vectors.json", operation: "sign" },
    ],
  },
  {
    subject: "bip32",
    standard: "BIP-32",
    source: "BIP-32, test vectors 1 to 5; ethers.js",
    picks: [{ file: "bip32/bip32.json", operation: "derive" }, {
      file: "bip32/bip32.json",
      like: /seed 1, chain [12].*key$|invalid/,
    }, {
      file: "evm/bip44-anvil-accounts.json",
      operation: "derive",
      take: 2,
    }],
  },
  {
    subject: "bip39",
    standard: "BIP-39",
    source: "BIP-39, python-mnemonic vectors.json; ethers.js",
    picks: [
      { file: "bip39/vectors.json", like: /english.*(?:words|entropy)$/ },
      { file: "bip39/vectors.json", like: /english.*seed$/, take: 12 },
      ...["japanese", "korean", "french", "spanish", "chinese_traditional"].map((language) => ({
        file: "bip39/vectors.json",
        like: new RegExp(`^${language}, case 2,|^${language}, case 2:`),
        take: 3,
      })),
      { file: "evm/bip44-anvil-accounts.json", operation: "seed" },
    ],
  },
  {
    subject: "evm-address",
    standard: "EIP-55; SEC 1, section 3.2",
    source: "EIP-55; ethers.js; EIP-712",
    picks: [
      { file: "evm/eip-vectors.json" },
      { file: "evm/ethers-accounts.json", operation: "ofSecretKey", take: 12 },
    ],
  },
  {
    subject: "keccak-256",
    standard: "Keccak submission version 3 (padding 01), as in Ethereum's Yellow Paper",
    source: "EIP-155, EIP-191, EIP-712",
    picks: [{ file: "evm/eip-vectors.json" }],
  },
  {
    subject: "argon2id",
    standard: "RFC 9106, section 3",
    source: "P-H-C reference implementation; RFC 9106, section 5.3; hash-wasm",
    picks: [
      { file: "argon2/phc-kats-argon2id.txt" },
      { file: "argon2/argon2id.json", like: /case (?:3|4|5|9|10|11|12|13|14|15|16)$/ },
    ],
  },
  {
    ...kdf("hkdf_sha256", "sha-256", [{ file: "rfc/rfc5869-hkdf-sha256.json" }]),
  },
  kdf("hkdf_sha512", "sha-512"),
  mac("sha-256", 256),
  mac("sha-512", 512),
  pbkdf2("sha-256", 256),
  pbkdf2("sha-512", 512),
  aead("xchacha20-poly1305", "draft-irtf-cfrg-xchacha-03, section 2", [
    { file: "rfc/xchacha20poly1305-draft-A.3.1.json" },
  ]),
  aead("chacha20-poly1305", "RFC 8439, section 2.8", []),
  {
    subject: "ristretto255",
    standard: "RFC 9496, section 4",
    source: "RFC 9496, appendix A",
    picks: [{ file: "rfc/rfc9496-ristretto255.json" }],
  },
  {
    subject: "elligator2",
    standard: "Elligator 2 (Bernstein, Hamburg, Krasnova, Lange 2013) with RFC 9380's map, Z = 2",
    source: "elligator.org, vectors for curve25519",
    picks: [
      { file: "elligator/elligator.org_curve25519_direct.vec", take: 20 },
      { file: "elligator/elligator.org_curve25519_inverse.vec", take: 40 },
      { file: "elligator/elligator.org_curve25519_scalarmult.vec", take: 10 },
    ],
  },
  {
    subject: "hash-to-curve",
    standard: "RFC 9380, sections 5.3.1, 6.7.1 and 6.8.2",
    source: "RFC 9380, appendices J and K",
    picks: [
      ...["curve25519", "edwards25519"].flatMap((curve) =>
        ["NU", "RO"].map((kind) => ({
          file: `rfc9380/${curve}_XMD_SHA-512_ELL2_${kind}_.json`,
          take: 3,
        }))
      ),
      { file: "rfc9380/expand_message_xmd_SHA512_38.json", take: 4 },
    ],
  },
];
