import { useChat } from '../context';
import { ignoreReported } from '../model';
import { AttachmentNotice } from './attachments/AttachmentNotice';
import { FilePicker } from './attachments/FilePicker';
import { pasteFiles } from './attachments/useFileDrop';
import { BarEnd } from './BarEnd';
import { BarStart } from './BarStart';
import { DictationControls, DictationStatus } from './dictation/DictationStatus';
import { LengthNote } from './LengthNote';
import { Tray } from './Tray';
import { TextField } from './text/TextField';
import { useAvailability } from './useAvailability';

/**
 * Where messages are written: a tray of what goes along with the text, the text, and a bar with
 * what can be added to it at its start and what happens with it at its end.
 */
export function Composer() {
  const chat = useChat();
  const availability = useAvailability();
  const submit = () => {
    if (!availability.canSend) return;
    chat.submit().catch(ignoreReported);
    chat.composer.input?.focus();
  };
  return (
    <form
      class="ck-composer"
      part="composer"
      data-locked={availability.locked === null ? undefined : ''}
      onPasteCapture={(event) => pasteFiles(chat, event)}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <AttachmentNotice />
      <DictationStatus />
      <LengthNote length={availability.length} />
      <Tray />
      <FilePicker />
      <div class="ck-composer-row">
        <TextField availability={availability} submit={submit} />
        <BarStart availability={availability} />
        <BarEnd availability={availability} />
        <DictationControls />
      </div>
    </form>
  );
}
