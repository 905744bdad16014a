/** A sum of safe integers that stays exact where it passes 2^53, as sums over all merchants may; BigInt would leave garbage per entry. */
export class ExactSum {
  /** The sum is `high` * PART + `low`, with `low` from 0 to PART - 1. */
  private high = 0;
  private low = 0;

  add(value: number): void {
    const high = Math.floor(value / PART);
    const low = this.low + (value - high * PART);
    const carry = low >= PART ? 1 : 0;
    this.high += high + carry;
    this.low = low - carry * PART;
  }

  /** Whether the sum is this safe integer. What is no number equals nothing. */
  equals(value: number): boolean {
    const high = Math.floor(value / PART);
    return this.high === high && this.low === value - high * PART;
  }

  toString(): string {
    if (!Number.isInteger(this.high) || !Number.isInteger(this.low)) return 'no whole number';
    return String(BigInt(this.high) * BigInt(PART) + BigInt(this.low));
  }
}

const PART = 2 ** 26;
