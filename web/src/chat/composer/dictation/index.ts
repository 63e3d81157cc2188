/** Loaded when somebody dictates for the first time. */
export { DictationBar } from './DictationBar';
export { DictationNotice } from './DictationNotice';
export { Dictation } from './dictation';
