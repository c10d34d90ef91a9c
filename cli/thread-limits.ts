/** What threads that search may take. Most of what they make is garbage at once: the fewer collections the better. */
export const THREAD_LIMITS = { maxOldGenerationSizeMb: 16_384, maxYoungGenerationSizeMb: 192, stackSizeMb: 64 }
