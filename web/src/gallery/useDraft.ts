import { useEffect, useRef, useState } from 'react';
import { loadEdit, saveEdit } from './edits';
import { formatJson, parseJson } from './json';
import { buildSample, type Sample } from './samples';

const BUILD_MILLISECONDS = 300;

/** A sample as it is edited: its widget, and the data that it was made of. */
export interface Draft {
  readonly widgetText: string;
  readonly dataText: string | null;
  readonly isWidgetEdited: boolean;
  readonly isDataEdited: boolean;
  /** The last widget that was JSON. */
  readonly widget: unknown;
  /** What is wrong with the data, or with the sample as the server has it. */
  readonly problems: readonly string[];
  readonly editWidget: (text: string | null) => void;
  readonly editData: (text: string | null) => void;
}

/** The edits of one sample. They are kept over a reload. */
export function useDraft(sample: Sample): Draft {
  const { name, widget: original, data } = sample;
  const [widgetEdit, setWidgetEdit] = useState(() => loadEdit('widget', name));
  const [dataEdit, setDataEdit] = useState(() => loadEdit('data', name));
  const [built, setBuilt] = useState<unknown>(undefined);
  const [buildProblems, setBuildProblems] = useState<readonly string[]>([]);

  const base = dataEdit !== null && built !== undefined ? built : original;
  const widgetText = widgetEdit ?? formatJson(base);
  const parsed = parseJson(widgetText);
  const last = useRef<unknown>(base);
  if ('value' in parsed && formatJson(parsed.value) !== formatJson(last.current)) {
    last.current = parsed.value;
  }

  // The data is built again when it was edited, and when its template has changed.
  useEffect(() => {
    if (dataEdit === null) return;
    const edited = parseJson(dataEdit);
    if ('problem' in edited) return;
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const outcome = await buildSample(name, edited.value);
      if (!isCurrent) return;
      if ('widget' in outcome) setBuilt(outcome.widget);
      setBuildProblems('problems' in outcome ? outcome.problems : []);
    }, BUILD_MILLISECONDS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [name, dataEdit, sample]);

  const editWidget = (text: string | null) => {
    saveEdit('widget', name, text);
    setWidgetEdit(text);
  };
  const editData = (text: string | null) => {
    saveEdit('data', name, text);
    setDataEdit(text);
    // The outcome of other data, not of what was made of the earlier one by hand.
    editWidget(null);
    if (text === null) {
      setBuilt(undefined);
      setBuildProblems([]);
    }
  };
  return {
    widgetText,
    dataText: data === null ? null : (dataEdit ?? formatJson(data)),
    isWidgetEdited: widgetEdit !== null,
    isDataEdited: dataEdit !== null,
    widget: last.current,
    problems: dataEdit === null ? sample.problems : buildProblems,
    editWidget,
    editData,
  };
}
