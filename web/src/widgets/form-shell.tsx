import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { ContainerContext, useAction, useNewContainer } from './actions';
import type { Style } from './css';
import { FormContext, type FormScope, useNewForm } from './form-scope';
import type { ActionConfig } from './types';

interface ShellProps {
  class: string;
  style: Style;
  children: ComponentChildren;
  part?: string;
  'data-kind'?: string;
  'data-direction'?: string | undefined;
  'data-size'?: string | undefined;
}

interface FormProps extends ShellProps {
  'aria-label'?: string | undefined;
  submitAction: ActionConfig | undefined;
}

/** A block that can be busy as a whole. */
export function ContainerShell({ children, ...attributes }: ShellProps) {
  const container = useNewContainer();
  return (
    <ContainerContext.Provider value={container}>
      <div {...attributes} aria-busy={container.heldBy ? 'true' : undefined}>
        {children}
      </div>
    </ContainerContext.Provider>
  );
}

/** A form: the scope of its fields, busy as a whole while it is being submitted. */
export function FormShell(props: FormProps) {
  const { scope, ref } = useNewForm();
  const container = useNewContainer();
  return (
    <FormContext.Provider value={scope}>
      <ContainerContext.Provider value={container}>
        <FormElement {...props} formRef={ref} busy={container.heldBy !== undefined} />
      </ContainerContext.Provider>
    </FormContext.Provider>
  );
}

/** The name under which a form and its submit buttons show the same progress. */
export const SUBMIT = 'submit';

interface ElementProps extends FormProps {
  formRef: ReturnType<typeof useNewForm>['ref'];
  busy: boolean;
}

/** Stands inside the contexts that it submits to. */
function FormElement({ formRef, busy, submitAction, children, ...attributes }: ElementProps) {
  const form = useContext<FormScope | null>(FormContext);
  const submission = useAction('container', SUBMIT);
  const onSubmit = (event: Event) => {
    event.preventDefault();
    event.stopPropagation(); // a form within a form submits itself only
    if (submitAction && !submission.blocked && form?.validate()) submission.run(submitAction);
  };
  return (
    <form
      ref={formRef}
      {...attributes}
      noValidate
      aria-busy={busy || undefined}
      onSubmit={onSubmit}
    >
      {children}
    </form>
  );
}
