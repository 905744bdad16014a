/** The default of 100 ms stops a server for up to 90 ms at a time, and that would be measured as its latency. */
const PERIOD_US = 10_000;
/** The kernel takes no less. */
const LEAST_QUOTA_US = 1_000;

/** So many microseconds of CPU in each period; the period is as short as the kernel allows. */
export function quotaOf(cpus: number): { quotaUs: number; periodUs: number } {
  const periodUs = Math.max(PERIOD_US, Math.ceil(LEAST_QUOTA_US / cpus));
  return { periodUs, quotaUs: Math.max(LEAST_QUOTA_US, Math.round(cpus * periodUs)) };
}
