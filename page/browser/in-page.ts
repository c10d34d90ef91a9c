/** Questions for a page in a browser, as text: they run there. */
export {
  BRIGHTNESS,
  FOCUS,
  IS_ATTACKED,
  NUMBER_TARGETS,
  OPEN_ALL,
  PROVOKE,
  REACH_OUT,
  SKELETON,
  WEAK_CONTRASTS,
  WIDTHS,
} from '../../reports/fixtures/in-page.ts'

/** Violations that axe finds, with where. */
export const AXE = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ': ' + failureSummary)))`
