/**
 * The part of JSON Schema (draft 2020-12) that `vectors/schema.json` uses. A keyword that is not
 * known here is an error, so that none is passed over.
 *
 * @module
 */

/** A schema, or a part of one. */
export type Schema = { readonly [keyword: string]: unknown };

type Check = (value: unknown, given: never, schema: Schema, root: Schema, at: string) => string[];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const TYPES: { readonly [name: string]: (value: unknown) => boolean } = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  integer: Number.isSafeInteger,
  number: Number.isFinite,
};

const nothing: Check = () => [];

const KEYWORDS: { readonly [keyword: string]: Check } = {
  $schema: nothing,
  $id: nothing,
  $defs: nothing,
  title: nothing,
  description: nothing,
  type: (value, name: string, _schema, _root, at) =>
    TYPES[name](value) ? [] : [`${at} is no ${name}`],
  const: (value, wanted: unknown, _schema, _root, at) =>
    value === wanted ? [] : [`${at} is not ${wanted}`],
  enum: (value, list: unknown[], _schema, _root, at) =>
    list.includes(value) ? [] : [`${at} is none of ${list.join(", ")}`],
  pattern: (value, source: string, _schema, _root, at) =>
    typeof value !== "string" || new RegExp(source).test(value)
      ? []
      : [`${at} is not like ${source}`],
  minLength: (value, least: number, _schema, _root, at) =>
    typeof value !== "string" || value.length >= least ? [] : [`${at} is too short`],
  minimum: (value, least: number, _schema, _root, at) =>
    typeof value !== "number" || value >= least ? [] : [`${at} is below ${least}`],
  minItems: (value, least: number, _schema, _root, at) =>
    !Array.isArray(value) || value.length >= least ? [] : [`${at} has too few items`],
  required: (value, names: string[], _schema, _root, at) =>
    isObject(value)
      ? names.filter((name) => !Object.hasOwn(value, name)).map((name) => `${at} lacks ${name}`)
      : [],
  items: (value, items: Schema, _schema, root, at) =>
    Array.isArray(value)
      ? value.flatMap((item, i) => problems(item, items, root, `${at}[${i}]`))
      : [],
  properties: (value, properties: Record<string, Schema>, _schema, root, at) =>
    Object.entries(properties).flatMap(([name, schema]) =>
      isObject(value) && Object.hasOwn(value, name)
        ? problems(value[name], schema, root, `${at}.${name}`)
        : []
    ),
  additionalProperties: (value, rest: Schema | false, { properties = {} }, root, at) =>
    Object.entries(isObject(value) ? value : {}).flatMap(([name, member]) => {
      if (Object.hasOwn(properties as object, name)) return [];
      return rest === false
        ? [`${at}.${name} is not known`]
        : problems(member, rest, root, `${at}.${name}`);
    }),
  anyOf: (value, schemas: Schema[], _schema, root, at) => {
    const found = schemas.map((schema) => problems(value, schema, root, at));
    return found.some((list) => list.length === 0) ? [] : found.flat();
  },
  $ref: (value, path: string, _schema, root, at) => {
    const names = path.replace("#/", "").split("/");
    const schema = names.reduce<unknown>((part, name) => (part as Schema)[name], root);
    return problems(value, schema as Schema, root, at);
  },
};

/** What is wrong with a value: nothing, if it is as the schema says. */
export function problems(value: unknown, schema: Schema, root: Schema, at: string): string[] {
  return Object.entries(schema).flatMap(([keyword, given]) => {
    if (!Object.hasOwn(KEYWORDS, keyword)) throw new Error(`Cannot check the keyword ${keyword}`);
    return KEYWORDS[keyword](value, given as never, schema, root, at);
  });
}
