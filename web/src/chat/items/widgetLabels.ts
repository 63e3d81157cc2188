import type { Translator } from '../../i18n';
import type { WidgetLabels } from '../../widgets';

const labelsOf = new WeakMap<Translator, WidgetLabels>();

/** The words of the widgets, the same object for one translator: a new one would redraw them all. */
export function widgetLabels(translator: Translator): WidgetLabels {
  const { t } = translator;
  const known = labelsOf.get(translator);
  if (known) return known;
  const labels: WidgetLabels = {
    showMore: t('widget.showMore'),
    showLess: t('widget.showLess'),
    showDetails: t('widget.showDetails'),
    hideDetails: t('widget.hideDetails'),
    clear: t('widget.clear'),
    search: t('widget.search'),
    noMatches: t('suggestions.empty'),
    time: t('widget.time'),
    today: t('day.today'),
    done: t('workflow.done'),
    required: t('widget.required'),
    invalid: t('widget.invalid'),
    unsupported: t('widget.unsupported'),
    failed: t('widget.failed'),
    tooLarge: t('widget.tooLarge'),
    chart: t('widget.chart'),
    chartKeys: t('widget.chart.keys'),
    chartTable: t('widget.chart.table'),
    chartEmpty: t('widget.chart.empty'),
  };
  labelsOf.set(translator, labels);
  return labels;
}
