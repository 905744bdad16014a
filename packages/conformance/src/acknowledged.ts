/** The orders that somebody was told are placed, over the whole life of a stage under test. */
export class Acknowledged {
  readonly orderIds = new Set<string>();

  /** Takes what a command was answered with. */
  hear(status: number, body: unknown): void {
    if (status !== 201 || body === null || typeof body !== 'object') return;
    const { orderId, orders } = body as { orderId?: string; orders?: readonly { orderId: string }[] };
    if (orderId !== undefined) this.orderIds.add(orderId);
    for (const order of orders ?? []) this.orderIds.add(order.orderId);
  }
}
