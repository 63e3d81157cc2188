import { createContext } from 'preact';
import { useContext, useRef, useState } from 'preact/hooks';
import { useEnv } from './env';
import { FormContext } from './form-scope';
import { mergePayload } from './payload';
import type { ActionConfig, LoadingBehavior } from './types';

/** The busy state of the widget, card, list or form around a control. */
export interface Container {
  /** An action of this container, or of one around it, is under way. */
  readonly busy: boolean;
  /** Which control's action it is; none when this container itself is not held. */
  readonly heldBy: string | undefined;
  /** Keeps the container busy until the promise settles. */
  readonly hold: (work: Promise<void>, holder: string) => void;
}

export const ContainerContext = createContext<Container>({
  busy: false,
  heldBy: undefined,
  hold: () => {},
});

/** The state of a new container; its component puts it into the context. */
export function useNewContainer(): Container {
  const outer = useContext(ContainerContext);
  const [heldBy, setHeldBy] = useState<string>();
  return {
    busy: outer.busy || heldBy !== undefined,
    heldBy,
    // A busy container takes no second action, so there is only one holder at a time.
    hold: (work, holder) => {
      setHeldBy(holder);
      void work.then(() => setHeldBy(undefined));
    },
  };
}

export interface ActionControl {
  /** This control's action runs and the control shows it. */
  readonly busy: boolean;
  /** Nothing can be sent now: a response streams, or the container is busy. */
  readonly blocked: boolean;
  /**
   * Sends an action with the values of the form around it and the given ones. False when nothing
   * was sent, because an action is under way already or none can be sent now. Who dispatches tells
   * of a failure; the control is then ready for another try, and `takeBack` undoes what it shows.
   */
  readonly run: (
    action: ActionConfig,
    values?: Readonly<Record<string, unknown>>,
    takeBack?: () => void,
  ) => boolean;
}

/**
 * What a control needs to send actions. While one is under way a second press does nothing.
 *
 * @param auto what `loadingBehavior: "auto"` means for this control
 * @param holder names the control to its container; controls of one name show the same progress
 */
export function useAction(
  auto: Exclude<LoadingBehavior, 'auto'>,
  holder = 'control',
): ActionControl {
  const env = useEnv();
  const container = useContext(ContainerContext);
  const form = useContext(FormContext);
  const [busy, setBusy] = useState(false);
  const underWay = useRef(false);
  const blocked = env.disabled || container.busy;

  const run: ActionControl['run'] = (action, values = {}, takeBack = undefined) => {
    if (underWay.current || blocked) return false;
    underWay.current = true;
    const wanted = action.loadingBehavior ?? 'auto';
    const behavior = wanted === 'auto' ? auto : wanted;
    const payload = mergePayload(action.payload, form?.values() ?? {}, values);
    const sent = payload === undefined ? action : { ...action, payload };
    const work = settle(() => env.dispatch(sent, env.itemId)).then((succeeded) => {
      underWay.current = false;
      if (!succeeded) takeBack?.();
      if (behavior === 'self') setBusy(false);
    });
    if (behavior === 'self') setBusy(true);
    if (behavior === 'container') container.hold(work, holder);
    return true;
  };
  const shown = busy || (holder !== 'control' && container.heldBy === holder);
  return { busy: shown, blocked: blocked || busy, run };
}

/** Runs a dispatch to its end. Its failure is told by whoever carries it out, not by the control. */
async function settle(dispatch: () => Promise<void>): Promise<boolean> {
  try {
    await dispatch();
    return true;
  } catch {
    // The element shows the error beside the composer; all the control has to do is to work again.
    return false;
  }
}
