import { useCallback, useEffect, useMemo, useState } from 'react';
import { ApiError, messageOf } from '../api';
import type { Toasts } from '../toasts/useToasts';
import { useLatest } from '../useLatest';
import { useSingleFlight } from '../useSingleFlight';
import { appendPage, mergeFirstPage, type ThreadPage, type ThreadRow, titleOf } from './model';
import { deleteThread, listThreads, renameThread } from './requests';

/** How often to look for the title that a new thread gets while it is answered, in ms. */
const TITLE_POLL = 1_500;
const TITLE_POLLS = 20;

export interface Threads {
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly rows: readonly ThreadRow[];
  readonly hasMore: boolean;
  /** Why the first page could not be loaded. */
  readonly error: unknown;
  /** Why a later page could not be loaded. */
  readonly moreError: unknown;
  readonly refresh: () => void;
  readonly loadMore: () => void;
  readonly rename: (threadId: string, title: string) => void;
  /** Hides a thread at once and deletes it when its Undo has gone. */
  readonly remove: (row: ThreadRow) => void;
}

interface ThreadsOptions {
  readonly activeId: string | null;
  /** Whether an answer is being streamed in the active thread. */
  readonly responding: boolean;
  readonly toast: Toasts['show'];
  readonly onRenamed: (threadId: string) => void;
  readonly onRemoved: (threadId: string) => void;
  readonly onRestored: (threadId: string) => void;
}

const NOTHING: ThreadPage = { rows: [], hasMore: false };

/** The user's threads: loaded page by page, kept fresh, renamed and deleted. */
export function useThreads(options: ThreadsOptions): Threads {
  const { activeId, responding, toast } = options;
  const latest = useLatest(options);
  const [phase, setPhase] = useState<Threads['phase']>('loading');
  const [page, setPage] = useState(NOTHING);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [error, setError] = useState<unknown>(null);
  const [moreError, setMoreError] = useState<unknown>(null);
  const known = useLatest(page);
  const firstPage = useSingleFlight();
  const nextPage = useSingleFlight();

  const refresh = useCallback(
    () =>
      firstPage('again', async () => {
        setPhase((before) => (before === 'failed' ? 'loading' : before));
        try {
          const first = await listThreads(null);
          setPage((before) => mergeFirstPage(before, first));
          setPhase('ready');
          setError(null);
        } catch (cause) {
          // A list that is already shown stays; the next event refreshes it.
          setPhase((before) => (before === 'ready' ? before : 'failed'));
          setError(cause);
        }
      }),
    [firstPage],
  );

  const loadMore = useCallback(
    () =>
      nextPage('once', async () => {
        const last = known.current.rows.at(-1);
        if (!last || !known.current.hasMore) return;
        setMoreError(null);
        try {
          const next = await listThreads(last.id);
          setPage((before) => appendPage(before, next));
        } catch (cause) {
          setMoreError(cause);
        }
      }),
    [nextPage, known],
  );

  useEffect(refresh, [refresh]);

  const changeTitle = useCallback((threadId: string, title: string | null) => {
    setPage((before) => ({
      ...before,
      rows: before.rows.map((row) => (row.id === threadId ? { ...row, title } : row)),
    }));
  }, []);

  const rename = useCallback(
    async (threadId: string, title: string) => {
      const before = known.current.rows.find((row) => row.id === threadId)?.title ?? null;
      changeTitle(threadId, title);
      try {
        await renameThread(threadId, title);
        latest.current.onRenamed(threadId);
      } catch (cause) {
        changeTitle(threadId, before);
        toast({ tone: 'error', message: `The chat was not renamed. ${messageOf(cause)}` });
      }
    },
    [changeTitle, known, latest, toast],
  );

  const unhide = useCallback((threadId: string) => {
    setHidden((before) => new Set([...before].filter((id) => id !== threadId)));
  }, []);

  const erase = useCallback(
    async (threadId: string) => {
      try {
        await deleteThread(threadId);
      } catch (cause) {
        // Gone already, from another tab perhaps, is as good as deleted.
        if (!(cause instanceof ApiError && cause.status === 404)) {
          unhide(threadId);
          toast({ tone: 'error', message: `The chat was not deleted. ${messageOf(cause)}` });
          return;
        }
      }
      setPage((before) => ({
        ...before,
        rows: before.rows.filter((row) => row.id !== threadId),
      }));
    },
    [toast, unhide],
  );

  const remove = useCallback(
    (row: ThreadRow) => {
      setHidden((before) => new Set(before).add(row.id));
      latest.current.onRemoved(row.id);
      toast({
        message: `Deleted “${titleOf(row)}”`,
        undo: () => {
          unhide(row.id);
          latest.current.onRestored(row.id);
        },
        onExpire: () => void erase(row.id),
      });
    },
    [erase, latest, toast, unhide],
  );

  const untitled =
    activeId !== null && !page.rows.some((row) => row.id === activeId && row.title?.trim());
  useEffect(() => {
    if (!responding || !untitled) return;
    let polls = 0;
    const timer = setInterval(() => {
      polls += 1;
      if (polls > TITLE_POLLS) clearInterval(timer);
      else refresh();
    }, TITLE_POLL);
    return () => clearInterval(timer);
  }, [responding, untitled, refresh]);

  const rows = useMemo(() => page.rows.filter((row) => !hidden.has(row.id)), [page, hidden]);
  return {
    phase,
    rows,
    hasMore: page.hasMore,
    error,
    moreError,
    refresh,
    loadMore,
    rename,
    remove,
  };
}
