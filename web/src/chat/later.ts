/**
 * What is not needed to read and write, as one file that is fetched with the first use of any of it.
 * Parts of it are imported from here, and only dynamically.
 *
 * One file, since the bundler keeps what chunks share with the script in the script only while there
 * are few of them: with a third chunk that shares components, the build says that it cannot.
 */
export { Assist } from './composer/assist/Assist';
export { Dictation, DictationBar, DictationNotice } from './composer/dictation/index';
export { markdownToHtml } from './copy/html';
export { BranchedFrom } from './editing/BranchedFrom';
export { EditMessage } from './editing/EditMessage';
export { exportOf } from './export';
export { HistoryPanel } from './history/HistoryPanel';
export { Questions } from './items/questions/Questions';
export { copyThread, saveThread } from './menu/deeds';
export { printThread } from './print/printThread';
export { HelpSheet } from './shortcuts/HelpSheet';
export { runCommand } from './shortcuts/runCommand';
