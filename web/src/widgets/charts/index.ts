/** What draws charts: a chunk, fetched with the first of them. */
export { ChartFigure } from './ChartFigure';
