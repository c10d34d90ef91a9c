/** How long ago something was, as `kubectl get` shows it. */

/** Milliseconds as upstream's HumanDuration writes them. */
export const humanDuration = (ms: number): string => {
  const seconds = Math.floor(ms / 1_000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`
  if (minutes < 180) return `${minutes}m`
  const hours = Math.floor(minutes / 60)
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`
  if (hours < 48) return `${hours}h`
  const days = Math.floor(hours / 24)
  return days < 8 && hours % 24 !== 0 ? `${days}d${hours % 24}h` : `${days}d`
}

/** Both as RFC 3339. */
export const ageAt =
  (now: string) =>
  (time: string | undefined): string =>
    time === undefined ? '<unknown>' : humanDuration(Date.parse(now) - Date.parse(time))
