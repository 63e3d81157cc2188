import { useEffect, useRef } from 'react';
import { Failure } from '../ui/Failure';
import { Skeleton } from '../ui/Skeleton';
import { useLatest } from '../useLatest';
import type { ThreadRow as Row, ThreadGroup } from './model';
import { ThreadRow } from './ThreadRow';
import type { Threads } from './useThreads';

interface ThreadListProps {
  readonly threads: Threads;
  readonly groups: readonly ThreadGroup[];
  readonly activeId: string | null;
  readonly onOpen: (threadId: string) => void;
  readonly onRemove: (row: Row) => void;
}

export function ThreadList({ threads, groups, activeId, onOpen, onRemove }: ThreadListProps) {
  if (threads.phase === 'loading') return <Skeleton rows={6} label="Loading chats" />;
  if (threads.phase === 'failed') {
    return (
      <Failure
        title="The chats could not be loaded"
        error={threads.error}
        onRetry={threads.refresh}
      />
    );
  }
  if (groups.length === 0 && !threads.hasMore) {
    return <p className="empty">Your chats will be listed here.</p>;
  }
  return (
    <>
      {groups.map((group) => (
        <div key={group.key} className="thread-group">
          <h2 id={`day-${group.key}`} className="group-heading">
            {group.label}
          </h2>
          <ul className="thread-rows" aria-labelledby={`day-${group.key}`}>
            {group.rows.map((row) => (
              <ThreadRow
                key={row.id}
                row={row}
                active={row.id === activeId}
                onOpen={onOpen}
                onRename={threads.rename}
                onRemove={onRemove}
              />
            ))}
          </ul>
        </div>
      ))}
      {threads.hasMore && <MoreThreads threads={threads} />}
    </>
  );
}

/** The foot of the list: asks for the next page whenever it comes near the view. */
function MoreThreads({ threads }: { threads: Threads }) {
  const foot = useRef<HTMLDivElement>(null);
  const loadMore = useLatest(threads.loadMore);
  const loaded = threads.rows.length;
  const failed = threads.moreError !== null;

  // A new observer after each page: one that stays in view says nothing more.
  useEffect(() => {
    const element = foot.current;
    if (!element || failed) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) loadMore.current();
      },
      { root: element.closest('.thread-scroll'), rootMargin: '200px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [loaded, failed, loadMore]);

  return (
    <div ref={foot}>
      {failed ? (
        <Failure
          title="Older chats could not be loaded"
          error={threads.moreError}
          onRetry={threads.loadMore}
        />
      ) : (
        <Skeleton rows={2} label="Loading older chats" />
      )}
    </div>
  );
}
