/** The popovers of the pickers, as one file that is fetched when the first of them is opened. */
export { CalendarPopover } from './CalendarPopover';
export { SelectPopover } from './SelectPopover';
