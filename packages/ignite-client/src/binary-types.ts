import type { Cluster } from './cluster.ts';
import { IgniteError } from './error.ts';
import type { ObjectPlan } from './object-plan.ts';
import { OPERATION } from './operations.ts';
import { MissingSchema, type Schemas } from './read-value.ts';
import type { Reader } from './reader.ts';
import { readType, type TypeMetadata, writeType } from './type-metadata.ts';
import { TYPE } from './types.ts';

/** The binary types of a cluster, as far as this client has met them. */
export class BinaryTypes implements Schemas {
  readonly #cluster: Cluster;
  readonly #known = new Map<number, TypeMetadata>();
  #configured = false;
  /** Whether the cluster leaves the ids of fields out of objects, which is its default. */
  compact = true;
  #names = new Map<number, Map<number, readonly string[]>>();
  #registered = new WeakMap<ObjectPlan, Promise<void> | 'done'>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Asks again for everything: the cluster may be another one. */
  forget(): void {
    this.#configured = false;
    this.#known.clear();
    this.#names = new Map();
    this.#registered = new WeakMap();
  }

  /** Undefined where there is nothing to wait for, so that the common case waits for nothing. */
  registered(plan: ObjectPlan | undefined): Promise<void> | undefined {
    if (plan === undefined) return undefined;
    const before = this.#registered.get(plan);
    if (before === 'done') return undefined;
    if (before !== undefined) return before;
    const registered = this.#registered;
    const registering = this.#register(plan).then(
      () => void registered.set(plan, 'done'),
      (error) => {
        registered.delete(plan);
        throw error;
      },
    );
    registered.set(plan, registering);
    return registering;
  }

  fieldsOf(typeId: number, schemaId: number): readonly string[] {
    const names = this.#names.get(typeId)?.get(schemaId);
    if (names !== undefined) return names;
    const type = this.#known.get(typeId);
    const ids = type?.schemas.get(schemaId);
    if (type === undefined || ids === undefined) throw new MissingSchema(typeId, schemaId);
    const found = ids.map((id) => type.fields.get(id)?.name ?? `field ${id}`);
    const ofType = this.#names.get(typeId) ?? new Map();
    this.#names.set(typeId, ofType.set(schemaId, found));
    return found;
  }

  fieldOf(typeId: number, fieldId: number): string {
    const name = this.#known.get(typeId)?.fields.get(fieldId)?.name;
    if (name === undefined) throw new MissingSchema(typeId, undefined, fieldId);
    return name;
  }

  /** Throws where the cluster does not know it either. */
  async learn({ typeId, schemaId, fieldId }: MissingSchema, deadline: number): Promise<void> {
    const type = await this.#ask(typeId, deadline);
    const lacks =
      (schemaId !== undefined && type?.schemas.has(schemaId) !== true) ||
      (fieldId !== undefined && type?.fields.has(fieldId) !== true);
    if (type === undefined || lacks)
      throw new IgniteError(
        'not_applied',
        'VALUE',
        `The cluster does not know the binary type ${typeId} of a value it answered.`,
      );
  }

  async #configure(deadline: number): Promise<void> {
    this.compact = await this.#cluster.call({
      operation: OPERATION.binaryConfiguration,
      write: () => {},
      read: (from) => from.boolean(),
      kind: 'read',
      timeoutMs: deadline - performance.now(),
    });
    this.#configured = true;
  }

  async #ask(typeId: number, deadline: number): Promise<TypeMetadata | undefined> {
    const type = await this.#cluster.call({
      operation: OPERATION.getType,
      write: (to) => to.int(typeId),
      read: (from: Reader) => (from.boolean() ? readType(from) : undefined),
      kind: 'read',
      timeoutMs: deadline - performance.now(),
    });
    if (type !== undefined) this.#known.set(typeId, type);
    return type;
  }

  // What the cluster knows is kept: a field of another type would be refused there, and another affinity key too.
  async #register(plan: ObjectPlan): Promise<void> {
    const deadline = performance.now() + this.#cluster.requestTimeoutMs;
    if (!this.#configured) await this.#configure(deadline);
    const before = await this.#ask(plan.typeId, deadline);
    const type: TypeMetadata = {
      typeId: plan.typeId,
      name: before?.name ?? plan.name,
      affinityField: before?.affinityField ?? null,
      fields: new Map(before?.fields),
      schemas: new Map(before?.schemas),
    };
    let news = before === undefined;
    for (const { id, name, type: fieldType } of plan.fields) {
      const field = type.fields.get(id);
      if (field !== undefined && field.typeCode !== TYPE[fieldType])
        throw new IgniteError(
          'not_applied',
          'VALUE',
          `${plan.name}.${name} is of the type code ${field.typeCode} in the cluster, no ${fieldType}.`,
        );
      news ||= field === undefined;
      type.fields.set(id, field ?? { name, typeCode: TYPE[fieldType] });
    }
    if (!type.schemas.has(plan.schemaId)) {
      news = true;
      type.schemas.set(
        plan.schemaId,
        plan.fields.map(({ id }) => id),
      );
    }
    if (!news) return;
    await this.#cluster.call({
      operation: OPERATION.putType,
      write: (to) => writeType(to, type),
      read: () => {},
      kind: 'idempotent',
      timeoutMs: deadline - performance.now(),
    });
    this.#known.set(plan.typeId, type);
  }
}
