import { Component, type ComponentChildren } from 'preact';

interface BoundaryProps {
  onError: (error: Error) => void;
  fallback: ComponentChildren;
  /** Another value is another chance. */
  resetKey?: unknown;
  children: ComponentChildren;
}

/** Keeps a view that throws from taking everything around it along. */
export class Boundary extends Component<BoundaryProps, { failedFor: { key: unknown } | null }> {
  override state = { failedFor: null as { key: unknown } | null };

  override componentDidCatch(thrown: unknown): void {
    this.setState({ failedFor: { key: this.props.resetKey } });
    this.props.onError(thrown instanceof Error ? thrown : new Error(String(thrown)));
  }

  override render({ children, fallback, resetKey }: BoundaryProps): ComponentChildren {
    const { failedFor } = this.state;
    return failedFor && Object.is(failedFor.key, resetKey) ? fallback : children;
  }
}
